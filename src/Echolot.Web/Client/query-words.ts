// The query language for the editor's eye: colours only. What is right and what a word means is the server's to say.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

interface Inside {
  /** In a comment that goes over several lines. */
  comment: boolean;
}

const operator = /^(?:(?:AND|OR|NOT|UND|ODER|NICHT|O?SENTENCE)(?![\p{L}\p{N}])|O?NEAR(?:\/\d+f?)?(?![\p{L}\p{N}])|COUNT(?=\s*\()|&&|\|\|)/u;

const language = StreamLanguage.define<Inside>({
  name: 'query',
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment) {
      if (stream.skipTo('>>>')) {
        stream.match('>>>');
        state.comment = false;
      } else stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('<<<')) {
      state.comment = true;
      return 'comment';
    }
    if (stream.match(/^#(?=\s|$)/u)) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match(/^\+{0,2}["„“”»«‚‘][^"“”»«]*["“”»«]?/u)) return 'string';
    if (stream.match(/^\{[^}]*\}?/u)) return 'string';
    if (stream.match(operator)) return 'keyword';
    if (stream.match(/^[a-z][a-z_.]*:(?!\/\/)/iu)) return 'propertyName';
    if (stream.match(/^[#@][\p{L}\p{N}_.]+/u)) return 'atom';
    if (stream.match(/^[()[\]]/u)) return 'bracket';
    if (stream.match(/^[-!](?=[^\s])/u)) return 'keyword';
    if (stream.match(/^(?:~\d*|\^{1,2}|[<>]=?\d*)/u)) return 'number';
    if (stream.match(/^[^\s()[\]"„“”»«{}:~^<>]+/u)) return 'variableName';
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--violet)', fontWeight: '620' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: tags.propertyName, color: 'var(--accent-text)', fontWeight: '560' },
  { tag: tags.atom, color: 'var(--accent-text)' },
  { tag: tags.number, color: 'var(--warning)' },
  { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
]);

export const queryWords = [language, syntaxHighlighting(colours)];
