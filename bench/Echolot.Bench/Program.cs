using System.Globalization;
using Echolot.Bench;
using Echolot.Bench.Agents;
using Echolot.Bench.Answers;
using Echolot.Bench.Ingest;
using Echolot.Bench.Kill;
using Echolot.Bench.Matching;
using Echolot.Bench.Training;

return args switch
{
    ["train-language", .. var rest] when rest.Length is 2 or 3 => TrainLanguage.Run(rest),
    ["measure-language", .. var rest] when rest.Length == 2 => TrainLanguage.Measure(rest),
    ["train-sentiment", .. var rest] when rest.Length >= 2 => TrainSentiment.Run(rest),
    ["archive", .. var rest] => await ArchiveBench.RunAsync(rest),
    ["inbox", .. var rest] => await InboxBench.RunAsync(rest),
    ["answers", _, .. var rest] when rest is [] or ["--asked", _] => AnswersBench.Run(args[1..]),
    ["reports", .. var rest] => await ReportBench.RunAsync(rest),
    ["backfill", .. var rest] => await BackfillBench.RunAsync(rest),
    ["ingest", .. var rest] => await IngestCommand.RunAsync(rest),
    ["kill", .. var rest] => await KillCommand.RunAsync(rest),
    ["ingest-child", var folder, var posts] => await IngestChild.RunAsync(folder, int.Parse(posts, CultureInfo.InvariantCulture)),
    ["kill-send", .. var rest] => await KillSendCommand.RunAsync(rest),
    ["send-child", var folder, var instance] => await SendChild.RunAsync(folder, instance),
    ["kill-pair", .. var rest] => await KillPairCommand.RunAsync(rest),
    ["pair-child", var folder, var instance] => await PairChild.RunAsync(folder, instance),
    ["kill-bot", .. var rest] => await KillBotCommand.RunAsync(rest),
    ["bot-child", var folder, var instance, var customers] => await BotChild.RunAsync(folder, instance, Int(customers)),
    ["agents", .. var rest] => await AgentsCommand.RunAsync(rest),
    ["agents-child", var instance, var agents, var data] => await ServerChild.RunAsync(instance, Int(agents), data),
    ["matching", .. var rest] when rest is [] or ["--quick"] => MatcherBenchmarks.Run(quick: rest.Length > 0),
    ["make-up", var folder, var posts, var queries, var seed] => VsLucene.MakeUp(folder, Int(posts), Int(queries), Int(seed)),
    ["prepare", var folder, var queries, var posts, var into] => VsLucene.Prepare(folder, Int(queries), Int(posts), into),
    ["measure", var folder, var queries, var posts, var threads] =>
        VsLucene.Measure(folder, Int(queries), Int(posts), Int(threads)),
    _ => Usage(),
};

static int Int(string number) => int.Parse(number, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("""
        Verbs:
          archive [--rows 1000000] [--data FOLDER] [--only WORD]
                                                        rate of keeping, and p50/p95 of what screens ask: lists, searches,
                                                        overviews, previews, the time machine of alerts
          backfill [--rows 1000000] [--data FOLDER]     new monitors over what is stored, beside the engine alone and a scan
          inbox [--rows 1000000]                        p50/p95 of lists, counts and opening over so many conversations
          answers FILE [--asked 0,1,3]                  how often the library suggests the right answer, after learning so many
                                                        askings of each; tests/Echolot.Tests/Answers/questions-de.tsv
          reports [--rows 1000000]                      p50/p95 of reports of the care desk over a year with so many conversations
          ingest [--posts 200000] [--monitors 1000]     posts a second through the gate, beside the raw insert rate of SQLite with FTS5
          kill [--kills 50] [--posts 100000]            kill -9 at random moments of an ingest: nothing lost, nothing twice
          kill-send [--kills 50] [--replies 1000]       kill -9 at random moments of sending: no reply lost, none twice
          kill-pair [--kills 50] [--pairs 300]          kill -9 at random moments of going on privately: of no pair a half lost, none
                                                        twice, the private one never first
          kill-bot [--kills 50] [--customers 100]       kill -9 at random moments of a bot: no question lost, none twice
          agents [--agents 200] [--rate 50] [--seconds 60]
                                                        how far open inboxes fall behind while customers write
          matching [--quick]                            time and memory of matching a post, beside looking up each word; fails on
                                                        an allocated byte or above the bound
          make-up FOLDER POSTS QUERIES SEED             posts.ndjson and queries.ndjson for the next two
          prepare FOLDER QUERIES POSTS INTO             the same as tables, for bench/vs-lucene
          measure FOLDER QUERIES POSTS THREADS          posts a second of matching, and of looking up each word
          train-language CORPUS WEIGHTS [SAMPLES]       learn the language weights from what Training/corpus.sh fetched
          measure-language CORPUS WEIGHTS               say how well weights do on the text kept apart
          train-sentiment DATA WEIGHTS [name=value ...] learn the German sentiment weights (docs/enrichment.md)
        """);
    return 2;
}
