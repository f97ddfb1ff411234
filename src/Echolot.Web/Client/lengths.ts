// How long a text is by the rules of a network.
const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Length as the channel counts; the server counts again before anything leaves. */
export const lengthOf = (text: string, mode: DOMStringMap): number => {
  const { unit, link, prefix, short } = mode;
  // What the network needs in front to tell the other side of it counts as well.
  if (prefix && text !== '' && !text.toLowerCase().includes(prefix.toLowerCase())) text = `${prefix} ${text}`;
  let links = 0;
  if (link) {
    text = text.replace(/https?:\/\/\S+/g, () => {
      links += Number(link);
      return '';
    });
  }
  // Of a handle with its host the name alone counts.
  if (short !== undefined) text = text.replace(/(@[\p{L}\p{N}_.-]+)@[\p{L}\p{N}.:-]*[\p{L}\p{N}]/gu, '$1');
  if (unit === 'Grapheme') return links + [...segments.segment(text)].length;
  return links + (unit === 'CodePoint' ? [...text].length : text.length);
};
