import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.monitor.*;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.similarities.BooleanSimilarity;

/**
 * Matches posts by Lucene Monitor: Percolator QUERIES POSTS THREADS WARM_SECONDS [MATCHES]. Lines are tab-separated: id and
 * query; id, lang, author, platform and text. Prints posts a second and posts per second of processor time; with MATCHES
 * writes what matched instead.
 */
public final class Percolator {
    private static final Analyzer WORDS = new Analyzer() {
        @Override protected TokenStreamComponents createComponents(String field) {
            CharTokenizer words = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
            return new TokenStreamComponents(words, new LowerCaseFilter(words));
        }
    };

    private static final MatcherFactory<QueryMatch> MATCHER = searcher -> {
        // Scores are not wanted; the usual similarity would make a table for each of them.
        searcher.setSimilarity(new BooleanSimilarity());
        return QueryMatch.SIMPLE_MATCHER.createMatcher(searcher);
    };

    public static void main(String[] args) throws Exception {
        IndexSearcher.setDefaultQueryCache(null);
        BooleanQuery.setMaxClauseCount(1 << 20);
        List<String[]> posts = read(args[1], 5);
        try (Monitor monitor = load(read(args[0], 2), frequencies(posts))) {
            if (args.length > 4) Files.write(Path.of(args[4]), answers(monitor, posts));
            else measure(monitor, posts, Integer.parseInt(args[2]), (long) (Double.parseDouble(args[3]) * 1e9));
        }
    }

    private static List<String> answers(Monitor monitor, List<String[]> posts) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String[] post : posts)
            lines.add(post[0] + "\t" + String.join(",", new TreeSet<>(matches(monitor, post))));
        return lines;
    }

    private static void measure(Monitor monitor, List<String[]> posts, int threads, long warm) throws Exception {
        pass(monitor, posts, threads, warm);
        long processor = processorTime(), started = System.nanoTime();
        pass(monitor, posts, threads, 0);
        double seconds = (System.nanoTime() - started) / 1e9, processorSeconds = (processorTime() - processor) / 1e9;
        System.out.printf(Locale.ROOT, "lucene %.0f %.0f%n", posts.size() / seconds, posts.size() / processorSeconds);
    }

    private static List<String[]> read(String file, int columns) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(file))) rows.add(line.split("\t", columns));
        return rows;
    }

    /** In how many posts each term is: the best setting weighs terms by it. */
    private static Map<String, Integer> frequencies(List<String[]> posts) {
        Map<String, Integer> counts = new HashMap<>();
        for (String[] post : posts) {
            Set<String> terms = new HashSet<>();
            for (String word : Term.wordsOf(post[4], WORDS)) terms.add("text:" + word);
            terms.addAll(List.of("lang:" + post[1], "author:" + post[2], "platform:" + post[3]));
            for (String term : terms) counts.merge(term, 1, Integer::sum);
        }
        return counts;
    }

    private static Monitor load(List<String[]> queries, Map<String, Integer> frequencies) throws IOException {
        TermWeightor rare = term -> 1 / (1 + (Wildcards.isWildcard(term.text())
            ? 200.0 / Math.max(1, term.text().length() - 3)
            : frequencies.getOrDefault(term.field() + ":" + term.text(), 0)));
        IndexWriter[] index = new IndexWriter[1];
        MonitorConfiguration configuration = new MonitorConfiguration() {
            @Override public IndexWriter buildIndexWriter() throws IOException {
                return index[0] = super.buildIndexWriter();
            }
        };
        configuration.setQueryUpdateBufferSize(20_000);
        Presearcher presearcher = new MultipassTermFilteredPresearcher(2, 0.0005f, rare, List.of(new Wildcards()), Set.of());
        Monitor monitor = new Monitor(WORDS, presearcher, configuration);
        List<MonitorQuery> parsed = new ArrayList<>();
        for (String[] query : queries)
            parsed.add(new MonitorQuery(query[0], Translation.of(Term.parse(query[1], WORDS), true)));
        monitor.register(parsed);
        index[0].forceMerge(1);
        // Deleting commits, so that the merged index is the one searched.
        monitor.deleteById("none");
        return monitor;
    }

    private static List<String> matches(Monitor monitor, String[] post) throws IOException {
        Document document = new Document();
        document.add(new TextField("text", post[4], Field.Store.NO));
        document.add(new StringField("lang", post[1], Field.Store.NO));
        document.add(new StringField("author", post[2], Field.Store.NO));
        document.add(new StringField("platform", post[3], Field.Store.NO));
        List<String> ids = new ArrayList<>();
        for (QueryMatch match : monitor.match(document, MATCHER).getMatches()) ids.add(match.getQueryId());
        return ids;
    }

    /** Matches all posts once, or again and again for so many nanoseconds of processor time. */
    private static void pass(Monitor monitor, List<String[]> posts, int threads, long least) throws Exception {
        long started = processorTime();
        do {
            AtomicInteger next = new AtomicInteger();
            List<Thread> working = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        for (int at; (at = next.getAndIncrement()) < posts.size(); ) {
                            matches(monitor, posts.get(at));
                            if (least > 0 && processorTime() - started > least) return;
                        }
                    } catch (IOException wrong) {
                        throw new java.io.UncheckedIOException(wrong);
                    }
                });
                thread.start();
                working.add(thread);
            }
            for (Thread thread : working) thread.join();
        } while (least > 0 && processorTime() - started < least);
    }

    private static long processorTime() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
    }
}
