import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.*;
import org.apache.lucene.search.spans.*;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.DocIdSetBuilder;

/** Queries of Lucene for queries of the plain syntax. */
final class Translation {
    private Translation() {
    }

    /** @param outermost alternatives stay apart, so that the monitor files each on its own */
    static Query of(Term term, boolean outermost) {
        switch (term.kind) {
            case WORD: case FIELD: return new TermQuery(word(term));
            case PREFIX: return new PrefixQuery(word(term));
            case SUFFIX: return new WildcardQuery(new org.apache.lucene.index.Term("text", "*" + term.word()));
            case INFIX: return new WildcardQuery(new org.apache.lucene.index.Term("text", "*" + term.word() + "*"));
            case PHRASE: return new PhraseQuery("text", term.words.toArray(new String[0]));
            case NEAR: return near(term);
            case OR: return outermost ? each(term) : any(term);
            case AND: {
                BooleanQuery.Builder all = new BooleanQuery.Builder();
                for (Term part : term.parts) {
                    boolean not = part.kind == Term.Kind.NOT;
                    all.add(of(not ? part.parts.get(0) : part, false), not ? Occur.MUST_NOT : Occur.MUST);
                }
                return all.build();
            }
            default: throw new IllegalArgumentException(term.kind.toString());
        }
    }

    private static org.apache.lucene.index.Term word(Term term) {
        return new org.apache.lucene.index.Term(term.field, term.word());
    }

    private static Query each(Term or) {
        BooleanQuery.Builder parts = new BooleanQuery.Builder();
        for (Term part : or.parts) parts.add(of(part, true), Occur.SHOULD);
        return parts.build();
    }

    /** Words of a list are one query; scores are not wanted, so the others need no BooleanQuery. */
    private static Query any(Term or) {
        List<Query> parts = new ArrayList<>();
        TreeSet<BytesRef> words = new TreeSet<>();
        for (Term part : or.parts) {
            if (part.kind == Term.Kind.WORD) words.add(new BytesRef(part.word()));
            else parts.add(of(part, false));
        }
        if (!words.isEmpty()) parts.add(new OneWordOf(words.toArray(new BytesRef[0])));
        return parts.size() == 1 ? parts.get(0) : new DisjunctionMaxQuery(parts, 0);
    }

    private static SpanQuery near(Term term) {
        return new SpanNearQuery(new SpanQuery[] {span(term.parts.get(0)), span(term.parts.get(1))}, term.distance - 1, false);
    }

    private static SpanQuery span(Term term) {
        switch (term.kind) {
            case WORD: return new SpanTermQuery(word(term));
            case PREFIX: case SUFFIX: case INFIX: return new SpanMultiTermQueryWrapper<>((MultiTermQuery) of(term, false));
            case NEAR: return near(term);
            case PHRASE: {
                SpanNearQuery.Builder row = SpanNearQuery.newOrderedNearQuery("text").setSlop(0);
                for (String word : term.words) row.addClause(new SpanTermQuery(new org.apache.lucene.index.Term("text", word)));
                return row.build();
            }
            case OR: return new SpanOrQuery(term.parts.stream().map(Translation::span).toArray(SpanQuery[]::new));
            default: throw new IllegalArgumentException(term.kind + " in NEAR");
        }
    }

    /** One of many words, without a weight and a scorer for each as BooleanQuery has them. */
    static final class OneWordOf extends Query {
        private final BytesRef[] words;

        OneWordOf(BytesRef[] words) {
            this.words = words;
        }

        @Override public void visit(QueryVisitor visitor) {
            if (!visitor.acceptField("text")) return;
            QueryVisitor should = visitor.getSubVisitor(Occur.SHOULD, this);
            for (BytesRef word : words) should.consumeTerms(this, new org.apache.lucene.index.Term("text", word));
        }

        @Override public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
            return new ConstantScoreWeight(this, boost) {
                @Override public Scorer scorer(LeafReaderContext context) throws IOException {
                    Terms terms = context.reader().terms("text");
                    if (terms == null) return null;
                    TermsEnum each = terms.iterator();
                    DocIdSetBuilder found = null;
                    for (BytesRef word : words) {
                        if (!each.seekExact(word)) continue;
                        // The usual case is one document, and one word is enough then.
                        if (context.reader().maxDoc() == 1)
                            return new ConstantScoreScorer(this, score(), mode, DocIdSetIterator.all(1));
                        if (found == null) found = new DocIdSetBuilder(context.reader().maxDoc());
                        found.add(each.postings(null, PostingsEnum.NONE));
                    }
                    return found == null ? null : new ConstantScoreScorer(this, score(), mode, found.build().iterator());
                }

                @Override public boolean isCacheable(LeafReaderContext context) {
                    return false;
                }
            };
        }

        @Override public String toString(String field) {
            return "one of " + words.length + " words";
        }

        @Override public boolean equals(Object other) {
            return other instanceof OneWordOf && java.util.Arrays.equals(words, ((OneWordOf) other).words);
        }

        @Override public int hashCode() {
            return java.util.Arrays.hashCode(words);
        }
    }
}
