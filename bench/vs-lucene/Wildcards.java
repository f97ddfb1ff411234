import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.monitor.CustomQueryHandler;
import org.apache.lucene.monitor.QueryTree;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.WildcardQuery;

/**
 * Lets the presearcher of Lucene Monitor file wildcards under their literal. A post then also has the starts, ends and
 * parts of its words that some query asks for, and no others.
 */
final class Wildcards implements CustomQueryHandler {
    private static final char START = '\u0001', END = '\u0002', PART = '\u0003';

    private final Set<String> starts = new HashSet<>(), ends = new HashSet<>(), parts = new HashSet<>();
    private final TreeSet<Integer> startLengths = new TreeSet<>(), endLengths = new TreeSet<>(), partLengths = new TreeSet<>();

    static boolean isWildcard(String term) {
        return !term.isEmpty() && term.charAt(term.length() - 1) <= PART;
    }

    @Override public QueryTree handleQuery(Query query, TermWeightor weightor) {
        if (query instanceof PrefixQuery) {
            org.apache.lucene.index.Term prefix = ((PrefixQuery) query).getPrefix();
            return file(prefix.field(), prefix.text(), START, starts, startLengths, weightor);
        }
        if (!(query instanceof WildcardQuery)) return null;
        org.apache.lucene.index.Term pattern = ((WildcardQuery) query).getTerm();
        String text = pattern.text();
        return text.endsWith("*")
            ? file(pattern.field(), text.substring(1, text.length() - 1), PART, parts, partLengths, weightor)
            : file(pattern.field(), text.substring(1), END, ends, endLengths, weightor);
    }

    private static QueryTree file(
            String field, String literal, char mark, Set<String> known, Set<Integer> lengths, TermWeightor weightor) {
        known.add(literal);
        lengths.add(literal.length());
        return QueryTree.term(new org.apache.lucene.index.Term(field, literal + mark), weightor);
    }

    @Override public TokenStream wrapTermStream(String field, TokenStream words) {
        return field.equals("text") ? new Literals(words) : words;
    }

    private final class Literals extends TokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final ArrayDeque<String> more = new ArrayDeque<>();

        Literals(TokenStream words) {
            super(words);
        }

        @Override public boolean incrementToken() throws IOException {
            if (!more.isEmpty()) {
                String next = more.poll();
                clearAttributes();
                term.append(next);
                return true;
            }
            if (!input.incrementToken()) return false;
            String word = term.toString();
            add(word, startLengths, starts, START, length -> word.substring(0, length));
            add(word, endLengths, ends, END, length -> word.substring(word.length() - length));
            for (int from = 0; from < word.length(); from++) {
                int begin = from;
                add(word.substring(from), partLengths, parts, PART, length -> word.substring(begin, begin + length));
            }
            return true;
        }

        private void add(String word, TreeSet<Integer> lengths, Set<String> known, char mark, IntFunction<String> cut) {
            for (int length : lengths) {
                if (length > word.length()) break;
                String literal = cut.apply(length);
                if (known.contains(literal)) more.add(literal + mark);
            }
        }
    }
}
