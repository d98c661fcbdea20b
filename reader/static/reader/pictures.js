/** Pictures that hold their place from the start, in the colour that they will have. */

import { h } from "./dom.js";

/** Return a picture of the contract's fragment `Picture`. */
export function picture(image, { alt = image.alt, sizes = "(min-width: 46rem) 42rem, 100vw", eager = false } = {}) {
  const shown = image.large ?? image.medium ?? image.small;
  const element = h("img", {
    src: shown.url,
    width: shown.width,
    height: shown.height,
    alt,
    loading: eager ? null : "lazy",
    fetchpriority: eager ? "high" : null,
    decoding: "async",
  });
  hold(element, image.placeholder);
  if (!image.srcset) return element;
  return h("picture", {}, h("source", { type: "image/avif", srcset: image.srcset, sizes }), element);
}

/** Return a picture of which there is one size. */
export function thumbnail({ url, width, height }, placeholder = "") {
  return hold(h("img", { src: url, width, height, alt: "", loading: "lazy", decoding: "async" }), placeholder);
}

/** Show the mean colour of a ThumbHash until the picture is there. */
function hold(element, hash) {
  if (hash) element.style.backgroundColor = meanColour(hash);
  element.addEventListener("load", () => (element.style.backgroundColor = ""), { once: true });
  return element;
}

/** The first three bytes of a ThumbHash are the mean lightness and two differences of colour. */
function meanColour(hash) {
  const [a, b, c] = [...atob(hash).slice(0, 3)].map((one) => one.charCodeAt(0));
  const header = a | (b << 8) | (c << 16);
  const l = (header & 63) / 63;
  const p = ((header >> 6) & 63) / 31.5 - 1;
  const q = ((header >> 12) & 63) / 31.5 - 1;
  const blue = l - (2 / 3) * p;
  const red = (3 * l - blue + q) / 2;
  const byte = (value) => Math.round(255 * Math.min(1, Math.max(0, value)));
  return `rgb(${byte(red)} ${byte(red - q)} ${byte(blue)})`;
}
