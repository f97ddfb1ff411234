using Echolot.Bench.Training;

return args switch
{
    ["train-language", .. var rest] when rest.Length is 2 or 3 => TrainLanguage.Run(rest),
    ["measure-language", .. var rest] when rest.Length == 2 => TrainLanguage.Measure(rest),
    ["train-sentiment", .. var rest] when rest.Length >= 2 => TrainSentiment.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Verbs:
          train-language CORPUS WEIGHTS [SAMPLES]       learn the language weights from what Training/corpus.sh fetched
          measure-language CORPUS WEIGHTS               say how well weights do on the text kept apart
          train-sentiment DATA WEIGHTS [name=value ...] learn the German sentiment weights (docs/enrichment.md)
        """);
    return 2;
}
