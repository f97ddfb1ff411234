// Elements are made, never written as markup: everything in the chat was written by somebody.

type Attributes = Record<string, string>;

/** An element with its attributes and what is in it. */
export const make = <K extends keyof HTMLElementTagNameMap>(
  name: K, attributes: Attributes = {}, ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
};

export const icon = (...paths: string[]): SVGElement => {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
};
