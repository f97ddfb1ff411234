using System.CommandLine;
using Echolot.Matching;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot query --from NAME --to NAME TEXT</c>: prints a query as another product takes it.
/// </summary>
internal static class Translate
{
    /// <summary>
    /// Something could not be said and was left out or replaced; what that is stands on standard error.
    /// </summary>
    private const int Incomplete = 1;

    /// <summary>The text is not a query.</summary>
    private const int NotDone = 2;

    public static void AddTo(Command root)
    {
        var from = new Option<Dialect>("--from") { Description = "Whose query it is",
            DefaultValueFactory = _ => Dialect.Echolot };
        var to = new Option<Dialect>("--to") { Description = "Who is to take it",
            DefaultValueFactory = _ => Dialect.Echolot };
        var forms = new Option<WordForms>("--forms")
        {
            Description = "In which forms a query of Echolot finds words where it does not say so itself",
        };
        forms.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<WordForms>() != WordForms.AsTyped
                && result.GetValue(from) != Dialect.Echolot)
                result.AddError("--forms goes with queries of Echolot only; leave out --from or --forms.");
        });
        var text = new Argument<string>("text") { Description = "The query" };
        var verb = new Command("query",
            "Translates a query between Echolot, Brandwatch, Talkwalker and Meltwater.") { from, to, forms, text };
        verb.SetAction((parsed, _) => Task.FromResult(Run(
            Read(parsed.GetValue(text)!, parsed.GetValue(from), new(Forms: parsed.GetValue(forms))),
            parsed.GetValue(text)!, parsed.GetValue(to),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)));
        root.Subcommands.Add(verb);
    }

    /// <summary>Only queries of Echolot have a setting for forms.</summary>
    private static DialectReading Read(string text, Dialect from, QueryOptions options)
    {
        if (options == default) return QueryDialect.Read(text, from);
        Query.TryParse(text, options, out var query, out var errors);
        return new(query, errors, [], []);
    }

    private static int Run(DialectReading read, string text, Dialect to, TextWriter output, TextWriter problems)
    {
        foreach (var error in read.Errors) problems.WriteLine($"character {error.Start + 1}: {error.Message} "
            + $"{error.Remedy}");
        foreach (var missing in read.LeftOut)
            problems.WriteLine($"left out: {text.Substring(missing.Start, missing.Length)} (character "
                + $"{missing.Start + 1}): {missing.Message}");
        foreach (var decided in read.Decided) problems.WriteLine($"decided: {decided.Message} {decided.Remedy}");
        if (read.Query is null) return NotDone;
        var written = QueryDialect.Write(read.Query, to);
        foreach (var lack in written.Lacks)
            problems.WriteLine(lack.Instead.Length == 0 ? $"{to} lacks: {lack.Clause}"
                : $"{to} lacks: {lack.Clause}; written instead: {lack.Instead}");
        output.WriteLine(written.Text);
        return read.LeftOut.Count + written.Lacks.Count > 0 ? Incomplete : 0;
    }
}
