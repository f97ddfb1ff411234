using Echolot.Bench.Training;

return args switch
{
    ["train-language", .. var rest] when rest.Length is 2 or 3 => TrainLanguage.Run(rest),
    ["train-sentiment", .. var rest] when rest.Length >= 2 => TrainSentiment.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Verbs:
          train-language CORPUS WEIGHTS [SAMPLES]   learn the language weights from the folders that Training/corpus.sh fills
        """);
    return 2;
}
