using Echolot.Bench;
using Echolot.Bench.Training;

return args switch
{
    ["train-language", .. var rest] when rest.Length is 2 or 3 => TrainLanguage.Run(rest),
    ["measure-language", .. var rest] when rest.Length == 2 => TrainLanguage.Measure(rest),
    ["train-sentiment", .. var rest] when rest.Length >= 2 => TrainSentiment.Run(rest),
    ["archive", .. var rest] => await ArchiveBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Verbs:
          archive [--rows 1000000] [--data FOLDER]  rate of keeping, and p50/p95 of what the live list asks
          train-language CORPUS WEIGHTS [SAMPLES]   learn the language weights from the folders that Training/corpus.sh fills
          measure-language CORPUS WEIGHTS           say how well weights do on the text kept apart
          train-sentiment DATA WEIGHTS [name=value ...]  learn the German sentiment weights; docs/enrichment.md names the settings
        """);
    return 2;
}
