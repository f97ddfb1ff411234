using System.Globalization;
using System.Text.Json;
using Echolot.Teams;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>
/// Keys of the inbox as the sheet names them; <c>deskkeys.ts</c> knows what each of them presses. Each person may put them
/// elsewhere for themselves.
/// </summary>
internal static class DeskKeys
{
    public static readonly Phrase Conversation = new("Gespräch, oder alle angekreuzten", "Conversation, or all that are ticked");

    /// <summary>Keys that work on every page, and those that move within a page: they stay where they are.</summary>
    private const string Reserved = "g?/ ";

    private static readonly Phrase before = new("Vorige Ansicht", "View before"), after = new("Nächste Ansicht", "View after");

    public static IReadOnlyList<(string[] Keys, Phrase Does)> OfList { get; } =
    [
        (["X"], new("Alle gezeigten ankreuzen", "Tick all that are shown")), (["*"], ListsText.ChooseAll),
        (["f"], FiltersText.Filter), (["o"], InboxText.Order), (["b"], ListsText.Saved),
        (["[", "]"], new("Vorige und nächste Ansicht", "View before and after")), (["N"], ByHandText.Title),
    ];

    public static IReadOnlyList<(string[] Keys, Phrase Does)> OfConversation { get; } =
    [
        (["A"], new("Jemandem geben", "Give to somebody")), (["t"], DepartmentsText.Department),
        (["s"], new("Zustand ändern", "Change the state")), (["z"], new("Zurückstellen", "Snooze")),
        (["i"], InboxText.Ignore), (["w"], InboxText.WaitInternally), (["p"], InboxText.Priority),
        (["l"], DescribeText.AddLabel), (["v"], JoiningText.Incident), (["c"], CrisisText.Title),
        (["q"], VoiceText.Answers), (["h"], WaysText.HandOver), (["u"], new("Antwort zurückholen", "Take a reply back")),
        (["m"], MacroText.Title), (["M"], InboxText.Merge), (["S"], JoiningText.Split), (["L"], JoiningText.Link),
        (["y"], new("Seitenleiste", "Side panel")),
    ];

    /// <summary>Everything that can be put elsewhere, by its key as it is shipped.</summary>
    public static IReadOnlyList<(string Key, Phrase Does)> Actions { get; } =
    [
        ("j", new("Nächstes Gespräch", "Next conversation")), ("k", new("Voriges Gespräch", "Conversation before")),
        ("a", InboxText.Take), ("r", new("Antworten", "Reply")), ("n", new("Notiz schreiben", "Write a note")),
        ("e", new("Erledigen oder wieder öffnen", "Close, or open again")),
        ("d", new("Liste enger oder luftiger", "List closer together or with more room")),
        ("x", new("Ankreuzen", "Tick")), ("[", before), ("]", after),
        .. OfList.Concat(OfConversation).Where(k => k.Keys.Length == 1).Select(k => (k.Keys[0], k.Does)),
    ];

    /// <summary>The keys that somebody has put elsewhere, by the shipped one.</summary>
    public static IReadOnlyDictionary<string, string> Of(Person person)
    {
        if (person.DeskKeys is null) return new Dictionary<string, string>();
        // An action that is there no longer takes no key away from another one.
        return JsonSerializer.Deserialize<Dictionary<string, string>>(person.DeskKeys)!
            .Where(own => Actions.Any(a => a.Key == own.Key)).ToDictionary();
    }

    /// <summary>What somebody presses for a key as it is shipped.</summary>
    public static string Shown(Person person, string key) => Of(person).GetValueOrDefault(key) ?? key;

    /// <summary>Reads what somebody wrote: by the shipped key theirs; empty: as shipped.</summary>
    /// <returns>What is different from what is shipped, and what is wrong, by the shipped key.</returns>
    public static (IReadOnlyDictionary<string, string> Own, IReadOnlyDictionary<string, string> Errors) Read(
        IReadOnlyDictionary<string, string> written)
    {
        var errors = new Dictionary<string, string>();
        var whole = new List<(string Key, string Own, Phrase Does)>();
        foreach (var (key, does) in Actions)
        {
            var own = written.GetValueOrDefault(key)?.Trim() is { Length: > 0 } given ? given : key;
            whole.Add((key, own, does));
            if (own.Length != 1 || char.IsControl(own[0]) || char.IsSurrogate(own[0])) errors[key] = DeskKeysText.OneSign;
            else if (Reserved.Contains(own[0])) errors[key] = DeskKeysText.Reserved.With(own);
        }
        foreach (var (key, own, _) in whole)
            if (!errors.ContainsKey(key) && whole.FindIndex(w => w.Own == own && w.Key != key) is >= 0 and var other)
                errors[key] = DeskKeysText.Taken.With(own, whole[other].Does);
        return (whole.Where(w => w.Own != w.Key).ToDictionary(w => w.Key, w => w.Own), errors);
    }

    /// <summary>Name of the field of a key in the form; signs are no names.</summary>
    public static string Field(string key) => string.Create(CultureInfo.InvariantCulture, $"key{(int)key[0]}");
}

/// <summary>Texts of putting keys elsewhere.</summary>
internal static class DeskKeysText
{
    public static readonly Phrase Title = new("Meine Tasten im Posteingang", "My keys in the inbox");
    public static readonly Phrase Note = new(
        "Groß- und Kleinbuchstaben sind zwei Tasten. Leer heißt: wie mitgeliefert.", "Capital and small letters are two keys. Empty means: as shipped.");
    public static readonly Phrase Shipped = new("mitgeliefert: {0}", "shipped: {0}");
    public static readonly Phrase Save = new("Tasten speichern", "Save keys");
    public static readonly Phrase Reset = new("Alle wie mitgeliefert", "All as shipped");
    public static readonly Phrase Saved = new("Die Tasten gelten.", "The keys hold.");
    public static readonly Phrase Back = new("Alle Tasten sind wieder wie mitgeliefert.", "All keys are as shipped again.");
    public static readonly Phrase OneSign = new("Bitte ein einzelnes Zeichen.", "Please give a single sign.");
    public static readonly Phrase Reserved = new("„{0}“ gilt auf allen Seiten.", "“{0}” holds on all pages.");
    public static readonly Phrase Taken = new("„{0}“ ist schon „{1}“.", "“{0}” is “{1}” already.");
}
