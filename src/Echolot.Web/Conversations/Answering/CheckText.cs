using System.Globalization;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Web.Components;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>What the checks before sending say, and why an answer was suggested.</summary>
internal static class CheckText
{
    public static readonly Phrase Findings = new("Prüfung vor dem Senden", "Check before sending");
    public static readonly Phrase Reason = new("Warum trotzdem?", "Why all the same?");
    public static readonly Phrase HandOverReason = new(
        "Nur, wenn die Prüfung nachfragt; steht danach im Verlauf.", "Only where the check asks; stays in the history.");
    public static readonly Phrase ReasonHint = new("Steht danach im Verlauf.", "Stays in the history.");
    public static readonly Phrase Stops = new("hält an", "stops");
    public static readonly Phrase NeedsReason = new("braucht Begründung", "needs a reason");
    public static readonly Phrase Hint = new("Hinweis", "hint");

    public static readonly Phrase Suggested = new("Vorschlag", "Suggestion");
    public static readonly Phrase Suggestions = new("Passende Antworten", "Answers that fit");
    public static readonly Phrase Insert = new("Einfügen", "Insert");
    public static readonly Phrase Because = new("Passt wegen: {0}", "Fits because of: {0}");
    public static readonly Phrase Asked = new("So wurde schon gefragt: {0}", "Asked like this before: {0}");
    public static readonly Phrase LastUsed = new("zuletzt benutzt: {0}", "last used: {0}");
    public static readonly Phrase NeverUsed = new("noch nie benutzt", "never used yet");
    public static readonly Phrase TakenOf = new("übernommen: {0} von {1} Mal", "taken: {0} of {1} times");
    public static readonly Phrase AsOf = new("Stand: {0}", "as of: {0}");
    public static readonly Phrase Open = new("Fehlt noch: {0}", "Still open: {0}");
    public static readonly Phrase Picker = new("Antwort einfügen", "Insert an answer");
    public static readonly Phrase NoneFound = new("Nichts gefunden", "Nothing found");

    public static readonly Phrase Policies = new("Richtlinien", "Policies");
    public static readonly Phrase Applies = new("Gilt wegen: {0}", "Applies because of: {0}");
    public static readonly Phrase GoodwillLeft = new("Noch {0} von {1} für diesen Fall", "{0} of {1} left for this case");
    public static readonly Phrase MonthLeft = new("Noch {0} von {1} in diesem Monat", "{0} of {1} left this month");
    public static readonly Phrase Amount = new("Betrag", "Amount");
    public static readonly Phrase For = new("Wofür", "What for");
    public static readonly Phrase Book = new("Kulanz buchen", "Book goodwill");
    public static readonly Phrase Booked = new("Kulanz gebucht.", "Goodwill booked.");

    public static string Money(long cents) => (cents / 100m).ToString(cents % 100 == 0 ? "0" : "0.00", CultureInfo.CurrentCulture) + " €";

    public static Phrase SeverityName(Severity severity) => severity switch
    {
        Severity.Stops => Stops,
        Severity.NeedsReason => NeedsReason,
        _ => Hint,
    };

    public static Tone SeverityTone(Severity severity) => severity switch
    {
        Severity.Stops => Tone.Bad,
        Severity.NeedsReason => Tone.Warning,
        _ => Tone.Plain,
    };

    public static string SeverityIcon(Severity severity) => severity switch
    {
        Severity.Stops => "octagon-alert",
        Severity.NeedsReason => "triangle-alert",
        _ => "info",
    };

    /// <summary>Name of a rule as events keep it.</summary>
    public static string RuleName(string rule) =>
        Enum.TryParse<CheckRule>(rule, out var known) ? RuleName(known).ToString() : rule;

    public static Phrase RuleName(CheckRule rule) => rule switch
    {
        CheckRule.MixedAddress => new("du und Sie gemischt", "du and Sie mixed"),
        CheckRule.OtherAddress => new("andere Anrede", "other form of address"),
        CheckRule.OtherLanguage => new("andere Sprache", "other language"),
        CheckRule.Email => new("E-Mail-Adresse", "e-mail address"),
        CheckRule.Phone => new("Telefonnummer", "phone number"),
        CheckRule.Iban => new("IBAN", "IBAN"),
        CheckRule.OrderNumber => new("Bestellnummer", "order number"),
        CheckRule.StreetAddress => new("Anschrift", "postal address"),
        CheckRule.RealName => new("Klarname", "real name"),
        CheckRule.AsksInPublic => new("fragt öffentlich nach Daten", "asks for data in public"),
        CheckRule.Promise => new("Zusage", "promise"),
        CheckRule.OverGoodwill => new("über dem Kulanzrahmen", "above the goodwill limit"),
        CheckRule.ItemExpired => new("abgelaufene Antwort", "expired answer"),
        CheckRule.ItemNotApproved => new("Antwort nicht freigegeben", "answer not approved"),
        CheckRule.PlaceholderLeft => new("offener Platzhalter", "open placeholder"),
        CheckRule.TooLong => new("zu lang", "too long"),
        CheckRule.WindowClosed => new("Antwortfrist des Netzwerks", "reply window"),
        CheckRule.ItemClosed => new("keine Antworten möglich", "no replies possible"),
        CheckRule.SeenByFewer => new("lesen weniger", "read by fewer"),
        CheckRule.FilesNotTaken => new("keine Dateien möglich", "no files possible"),
        CheckRule.TooManyFiles => new("zu viele Dateien", "too many files"),
        CheckRule.FileKind => new("Art der Datei", "kind of file"),
        CheckRule.FileTooLarge => new("Datei zu groß", "file too large"),
        CheckRule.NoAltText => new("ohne Bildbeschreibung", "no description"),
        CheckRule.InsecureLink => new("Link ohne Verschlüsselung", "link without encryption"),
        _ => new("Freigabe nötig", "approval needed"),
    };

    /// <summary>What to do about a finding.</summary>
    public static string Say(Finding finding) => finding.Rule switch
    {
        CheckRule.MixedAddress => new Phrase("Der Text duzt und siezt. Bleiben Sie bei einem.", "The text says both du and Sie. Keep to one."),
        CheckRule.OtherAddress => (finding.Detail == nameof(Address.Du)
            ? new Phrase("Im Gespräch gilt bisher das Du.", "The conversation has said du so far.")
            : finding.Detail == "house/Du" ? new Phrase("Das Haus sagt Du.", "The house says du.")
            : finding.Detail == "house/Sie" ? new Phrase("Das Haus sagt Sie.", "The house says Sie.")
            : new Phrase("Im Gespräch gilt bisher das Sie.", "The conversation has said Sie so far.")).ToString(),
        CheckRule.OtherLanguage => new Phrase(
            "Der Text ist in einer anderen Sprache als das Gespräch ({0}).", "The text is in another language than the conversation ({0}).")
            .With(Language(finding.Detail?.Split('/')[^1])),
        CheckRule.Email or CheckRule.Phone or CheckRule.Iban or CheckRule.OrderNumber => new Phrase(
            "„{0}“ könnten alle lesen. Antworten Sie privat, oder lassen Sie es weg.", "Everybody could read “{0}”. Reply privately, or leave it out.")
            .With(finding.Detail),
        CheckRule.StreetAddress => new Phrase(
            "„{0}“ sieht nach einer Anschrift aus.", "“{0}” looks like a postal address.").With(finding.Detail),
        CheckRule.RealName => new Phrase(
            "„{0}“ ist hier nicht öffentlich bekannt.", "“{0}” is not publicly known here.").With(finding.Detail),
        CheckRule.AsksInPublic => new Phrase(
            "Sie fragen öffentlich nach „{0}“. Sagen Sie dazu, dass es privat kommen soll.",
            "You ask for “{0}” in public. Add that it should come privately.").With(finding.Detail),
        CheckRule.Promise => new Phrase("„{0}“ ist eine Zusage.", "“{0}” is a promise.").With(finding.Detail),
        CheckRule.OverGoodwill when finding.Length == 0 => new Phrase(
            "{0} zusammen sind mehr, als der Kulanzrahmen hier noch hergibt.", "{0} together are more than goodwill allows here.").With(finding.Detail),
        CheckRule.OverGoodwill => new Phrase(
            "{0} ist mehr, als der Kulanzrahmen hier noch hergibt.", "{0} is more than goodwill allows here.").With(finding.Detail),
        CheckRule.ItemExpired => new Phrase("Die Antwort „{0}“ ist abgelaufen.", "The answer “{0}” has expired.").With(finding.Detail),
        CheckRule.ItemNotApproved => new Phrase(
            "Die Antwort „{0}“ ist nicht freigegeben.", "The answer “{0}” is not approved.").With(finding.Detail),
        CheckRule.PlaceholderLeft => new Phrase("„{0}“ ist noch nicht ausgefüllt.", "“{0}” is not filled in yet.").With(finding.Detail),
        CheckRule.TooLong => new Phrase("Zu lang für diesen Kanal: {0}.", "Too long for this channel: {0}.").With(finding.Detail),
        CheckRule.WindowClosed => new Phrase(
            "Das Netzwerk nimmt hier keine Antwort mehr an.", "The network takes no reply here any more."),
        CheckRule.ItemClosed or CheckRule.SeenByFewer when finding.Why is { } why => ((Phrase)why).ToString(),
        CheckRule.FilesNotTaken => new Phrase(
            "Dieser Kanal nimmt keine Dateien an. Entfernen Sie sie, oder wählen Sie einen anderen Weg.",
            "This channel takes no files. Remove them, or choose another way."),
        CheckRule.TooManyFiles => new Phrase("Zu viele Dateien für diesen Kanal: {0}.", "Too many files for this channel: {0}.").With(finding.Detail),
        CheckRule.FileKind => new Phrase(
            "„{0}“ ist von einer Art, die dieser Kanal nicht annimmt.", "“{0}” is of a kind that this channel does not take.").With(finding.Detail),
        CheckRule.FileTooLarge => TooLarge(finding.Detail ?? ""),
        CheckRule.InsecureLink => new Phrase(
            "„{0}“ ist nicht verschlüsselt. Nehmen Sie die Adresse mit https.", "“{0}” is not encrypted. Take the address with https.")
            .With(finding.Detail),
        CheckRule.NoAltText => new Phrase(
            "Sagen Sie, was „{0}“ zeigt, für alle, die es nicht sehen.", "Say what “{0}” shows, for those who cannot see it.").With(finding.Detail),
        _ => (finding.Detail is { Length: > 0 } rule
            ? new Phrase("Geht zuerst zur Freigabe: {0}.", "Goes to approval first: {0}.").With(rule)
            : new Phrase("Ihre Antworten gehen zuerst zur Freigabe.", "Your replies go to approval first.").ToString()),
    };

    // Name and limit; no name: all files together.
    private static string TooLarge(string detail)
    {
        var (name, limit) = (detail[..detail.LastIndexOf('/')], FilesText.Size(long.Parse(detail[(detail.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture)));
        return name.Length == 0
            ? new Phrase("Zusammen sind die Dateien zu groß; {0} gehen.", "The files are too large together; {0} are the most.").With(limit)
            : new Phrase("„{0}“ ist zu groß für diesen Kanal; {1} gehen.", "“{0}” is too large for this channel; {1} are the most.").With(name, limit);
    }

    public static string Why(ChoiceReason reason, SuggestedAnswer answer) => reason switch
    {
        ChoiceReason.ForChannel => new Phrase("für diesen Kanal", "for this channel"),
        ChoiceReason.ForPublic => new Phrase("für öffentliche Antworten", "for public replies"),
        ChoiceReason.ForPrivate => new Phrase("für private Antworten", "for private replies"),
        ChoiceReason.SameLanguage => Language(answer.Variant.Language),
        ChoiceReason.OtherLanguage => new Phrase("nur auf {0}", "only in {0}").With(Language(answer.Variant.Language)),
        ChoiceReason.SameAddress => answer.Variant.Address.ToString(),
        ChoiceReason.OtherAddress => new Phrase("nur mit {0}", "only with {0}").With(answer.Variant.Address),
        _ => new Phrase("einzige Fassung", "only wording"),
    };

    /// <summary>What made a policy apply.</summary>
    public static string Why(AppliedPolicy policy) => string.Join(
        ", ", policy.Words.Select(Quoted).Concat(policy.Labels)
            .Concat(policy.Findings.Select(f => InboxText.Reason(f).ToString())));

    /// <summary>A word as it was said.</summary>
    public static string Quoted(string word) => new Phrase("„{0}“", "“{0}”").With(word);

    public static string Why(AnswerHit hit) =>
        (hit.AskedBefore ? Asked : Because).With(string.Join(", ", hit.Words));

    /// <summary>How a suggestion did before: when it was last used, how often it is taken, and how old it is.</summary>
    public static string History(SuggestedAnswer answer, DateTimeOffset now, string? zone)
    {
        var history = answer.History ?? AnswerHistory.None;
        return string.Join(" · ", new[]
        {
            history.LastUsedAt is { } last ? LastUsed.With(Moments.Ago(now - last, last, zone)) : NeverUsed.ToString(),
            history.Offered > 0 ? TakenOf.With(history.Taken, history.Offered) : null,
            AsOf.With(Moments.Ago(now - answer.Item.ChangedAt, answer.Item.ChangedAt, zone)),
        }.OfType<string>());
    }

    private static string Language(string? code) => code is null ? "" : ListeningText.LanguageName(code);
}
