import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** A query of the plain syntax as a tree: words, phrases, wildcards, fields, AND, OR, NOT and NEAR/n in brackets. */
final class Term {
    enum Kind { WORD, PHRASE, PREFIX, SUFFIX, INFIX, FIELD, AND, OR, NOT, NEAR }

    final Kind kind;
    final String field;
    final List<String> words;
    final List<Term> parts;
    final int distance;

    private Term(Kind kind, String field, List<String> words, List<Term> parts, int distance) {
        this.kind = kind;
        this.field = field;
        this.words = words;
        this.parts = parts;
        this.distance = distance;
    }

    String word() {
        return words.get(0);
    }

    static Term parse(String text, Analyzer analyzer) {
        Reader reader = new Reader(text, analyzer);
        Term term = reader.or();
        reader.skip();
        if (reader.at < text.length()) throw new IllegalArgumentException("not read to its end: " + text);
        return term;
    }

    static List<String> wordsOf(String text, Analyzer analyzer) {
        List<String> words = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) words.add(word.toString());
            stream.end();
        } catch (java.io.IOException wrong) {
            throw new java.io.UncheckedIOException(wrong);
        }
        return words;
    }

    /** Recursive descent: OR of AND of NEAR of operands; NOT leaves out from the whole conjunction. */
    private static final class Reader {
        private final String text;
        private final Analyzer analyzer;
        private int at;

        Reader(String text, Analyzer analyzer) {
            this.text = text;
            this.analyzer = analyzer;
        }

        void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        }

        private String peek() {
            skip();
            int end = at;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && "()\"".indexOf(text.charAt(end)) < 0) end++;
            return text.substring(at, end);
        }

        private boolean take(String operator) {
            if (!peek().equals(operator)) return false;
            at += operator.length();
            return true;
        }

        Term or() {
            List<Term> parts = new ArrayList<>();
            do parts.add(and());
            while (take("OR"));
            return parts.size() == 1 ? parts.get(0) : new Term(Kind.OR, null, null, parts, 0);
        }

        private Term and() {
            List<Term> parts = new ArrayList<>();
            parts.add(near());
            while (true) {
                if (take("NOT")) parts.add(new Term(Kind.NOT, null, null, List.of(near()), 0));
                else if (take("AND")) {
                    boolean not = take("NOT");
                    Term part = near();
                    parts.add(not ? new Term(Kind.NOT, null, null, List.of(part), 0) : part);
                } else break;
            }
            return parts.size() == 1 ? parts.get(0) : new Term(Kind.AND, null, null, parts, 0);
        }

        private Term near() {
            Term left = operand();
            while (peek().startsWith("NEAR/")) {
                String operator = peek();
                at += operator.length();
                left = new Term(Kind.NEAR, null, null, List.of(left, operand()), Integer.parseInt(operator.substring(5)));
            }
            return left;
        }

        private Term operand() {
            skip();
            if (at == text.length()) throw new IllegalArgumentException("a term is missing at the end of " + text);
            if (text.charAt(at) == '(') {
                at++;
                Term inner = or();
                skip();
                if (at == text.length() || text.charAt(at++) != ')') throw new IllegalArgumentException("an open bracket in " + text);
                return inner;
            }
            if (text.charAt(at) == '"') {
                int end = text.indexOf('"', at + 1);
                String phrase = text.substring(at + 1, end);
                at = end + 1;
                return leaf(Kind.PHRASE, phrase);
            }
            String word = peek();
            if (word.isEmpty()) throw new IllegalArgumentException("a term is missing at " + at + " of " + text);
            at += word.length();
            int colon = word.indexOf(':');
            if (colon > 0) {
                String value = word.substring(colon + 1).toLowerCase(java.util.Locale.ROOT);
                return new Term(Kind.FIELD, word.substring(0, colon), List.of(value), null, 0);
            }
            boolean open = word.startsWith("*"), ends = word.endsWith("*");
            return leaf(open && ends ? Kind.INFIX : open ? Kind.SUFFIX : ends ? Kind.PREFIX : Kind.WORD, word);
        }

        private Term leaf(Kind kind, String surface) {
            List<String> words = wordsOf(surface, analyzer);
            if (words.isEmpty()) throw new IllegalArgumentException("nothing to look for in " + text);
            boolean plain = kind == Kind.WORD || kind == Kind.PHRASE;
            if (!plain && words.size() > 1) throw new IllegalArgumentException("a wildcard in several words: " + surface);
            return new Term(!plain ? kind : words.size() == 1 ? Kind.WORD : Kind.PHRASE, "text", words, null, 0);
        }
    }
}
