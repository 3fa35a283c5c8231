/** Images: which exist, and which a Node has. A Node keeps what it has pulled until it is gone. */

/** What is known of images. */
export interface Images {
  /** Whether the Node can start it at once. */
  isThere(node: string, image: string): boolean;
  pulled(node: string, image: string): void;
  /** Whether a registry has it. */
  exists(image: string): boolean;
}

const ABSENT = 'does-not-exist';

/** Every image exists whose name is not empty and does not contain `does-not-exist`. */
export const createImages = (): Images => {
  const there = new Set<string>();
  return {
    isThere: (node, image) => there.has(`${node} ${image}`),
    pulled: (node, image) => void there.add(`${node} ${image}`),
    exists: (image) => image !== '' && !image.includes(ABSENT),
  };
};

/** The message of a pull that found nothing. */
export const pullFailure = (image: string): string =>
  `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
