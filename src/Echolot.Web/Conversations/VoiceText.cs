using System.Globalization;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>In whose name we answer, and what that account can and cannot do.</summary>
internal static class VoiceText
{
    public static readonly Phrase Answers = new("Antwortet als", "Answers as");
    public static readonly Phrase AnswerAs = new("Antworten als …", "Answer as …");
    public static readonly Phrase NotChosen = new("noch nicht gewählt", "not chosen yet");
    public static readonly Phrase Fixed = new(
        "Hier wurde diesem Konto privat geschrieben; nur dieses kann antworten.",
        "Somebody wrote privately to this account; only this one can answer.");

    private static readonly Phrase Publicly = new("öffentlich bis {0} Zeichen", "in public up to {0} characters");
    private static readonly Phrase Privately = new("privat bis {0} Zeichen", "privately up to {0} characters");
    private static readonly Phrase PrivatelyFirst = new("privat bis {0} Zeichen, auch als Erste", "privately up to {0} characters, also first");
    private static readonly Phrase Takes = new("{0} Dateien", "{0} files");
    private static readonly Phrase TakesPictures = new("{0} Bilder", "{0} pictures");
    private static readonly Phrase ForHours = new("privat {0} Std. lang", "privately for {0} h");
    private static readonly Phrase ForHoursPublic = new("öffentlich {0} Std. lang", "in public for {0} h");
    private static readonly Phrase NotPublic = new("öffentlich antworten", "answer in public");
    private static readonly Phrase NotPrivate = new("privat antworten", "answer privately");
    private static readonly Phrase NotFirst = new("privat als Erste schreiben", "write privately first");
    private static readonly Phrase NotFiles = new("Dateien mitschicken", "send files along");
    private static readonly Phrase NotActs = new("liken oder verbergen", "like or hide");
    private static readonly Phrase CanSay = new("Kann: {0}", "Can: {0}");
    private static readonly Phrase CannotSay = new("Kann nicht: {0}", "Cannot: {0}");

    /// <summary>What an account can do.</summary>
    public static string Can(ReplyAbilities can) => CanSay.With(string.Join(" · ", Abilities(can)));

    /// <summary>What it cannot do; null: there is nothing of that kind.</summary>
    public static string? Cannot(ReplyAbilities can)
    {
        string[] missing =
        [
            .. can.Public is null ? [NotPublic.ToString()] : Array.Empty<string>(),
            .. can.Private is null ? [NotPrivate.ToString()] : can.OpensPrivate ? Array.Empty<string>() : [NotFirst.ToString()],
            .. can.Acts.Count == 0 ? [NotActs.ToString()] : Array.Empty<string>(),
            .. can.Files is null ? [NotFiles.ToString()] : Array.Empty<string>(),
        ];
        return missing.Length == 0 ? null : CannotSay.With(string.Join(" · ", missing));
    }

    private static IEnumerable<string> Abilities(ReplyAbilities can)
    {
        if (can.Public is { } open) yield return Publicly.With(Number(open.Most));
        if (can.PublicWindow is { } shown) yield return ForHoursPublic.With(Hours(shown));
        if (can.Private is { } hidden) yield return (can.OpensPrivate ? PrivatelyFirst : Privately).With(Number(hidden.Most));
        if (can.PrivateWindow is { } window) yield return ForHours.With(Hours(window));
        if (can.Files is { } files)
            yield return (files.Types.Keys.All(t => t.StartsWith("image/", StringComparison.Ordinal)) ? TakesPictures : Takes)
                .With(Number(files.Most));
        foreach (var act in ActText.Can(can)) yield return act;
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    private static string Hours(TimeSpan span) => ((int)span.TotalHours).ToString("N0", CultureInfo.CurrentCulture);
}
