/**
 * The text of sds.yaml: the certificate that Envoy shows when TLS ends there. The kubelet renews the files of the Secret by
 * renaming a symbolic link, so the folder is watched; open connections go on with what they began with.
 */

import { CERTIFICATE } from './filter-chains.ts';
import { CERTIFICATE_FILE, CERTIFICATE_FOLDER, KEY_FILE } from './folders.ts';
import { typed } from './typed.ts';
import { resourcesYaml } from './yaml.ts';

/** The text of sds.yaml. */
export const secretsYaml = (): string =>
  resourcesYaml([
    typed('envoy.extensions.transport_sockets.tls.v3.Secret', {
      name: CERTIFICATE,
      tls_certificate: {
        certificate_chain: { filename: CERTIFICATE_FILE },
        private_key: { filename: KEY_FILE },
        watched_directory: { path: CERTIFICATE_FOLDER },
      },
    }),
  ]);
