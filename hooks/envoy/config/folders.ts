/**
 * Where Envoy's files are in its container, and how it is told to watch them. Both folders are Koperator's, for users mount
 * and read files there; the names in them are those of its documentation.
 */

/** The ConfigMap: envoy.yaml, lds.yaml, cds.yaml, sds.yaml. */
export const CONFIG_FOLDER = '/etc/envoy';
/** The Secret with the certificate, when TLS ends at Envoy. */
export const CERTIFICATE_FOLDER = '/certs';
export const CERTIFICATE_FILE = `${CERTIFICATE_FOLDER}/certificate.crt`;
export const KEY_FILE = `${CERTIFICATE_FOLDER}/private.key`;

/** Keys of the ConfigMap. */
export const FILE = { bootstrap: 'envoy.yaml', listeners: 'lds.yaml', clusters: 'cds.yaml', secrets: 'sds.yaml' } as const;

/**
 * A file of the ConfigMap as a source of configuration. The kubelet swaps the whole folder by renaming a symbolic link, and Envoy
 * sees renames only: it has to watch the folder, not the file.
 */
export const fileSource = (file: string) => ({
  resource_api_version: 'V3',
  path_config_source: { path: `${CONFIG_FOLDER}/${file}`, watched_directory: { path: CONFIG_FOLDER } },
});
