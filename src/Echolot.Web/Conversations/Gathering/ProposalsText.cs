using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of proposed incidents.</summary>
internal static class ProposalsText
{
    public static readonly Phrase Title = new("Vorgeschlagene Vorfälle", "Proposed incidents");
    public static readonly Phrase Lead = new(
        "Viele sagen auf einmal dasselbe. Vielleicht steckt eine Ursache dahinter.",
        "Many suddenly say the same. Perhaps there is one cause behind it.");
    public static readonly Phrase Proposal = new("Vorgeschlagener Vorfall", "Proposed incident");
    public static readonly Phrase Quoted = new("„{0}“", "“{0}”");
    public static readonly Plural People = new(new("{0} Person", "{0} person"), new("{0} Personen", "{0} people"));
    public static readonly Phrase Usual = new("üblich {0}", "usual {0}");
    public static readonly Phrase HardlyAny = new("sonst kaum jemand", "else hardly anybody");
    public static readonly Phrase InDays = new("in {0} Tagen", "in {0} days");
    public static readonly Phrase Negative = new("{0} davon verärgert", "{0} of them annoyed");
    public static readonly Phrase Beside = new("oft dabei: {0}", "often with it: {0}");
    public static readonly Phrase None = new("Zurzeit sagt niemand auffällig oft dasselbe.", "Nobody says the same strikingly often at present.");
    public static readonly Phrase TooLittle = new(
        "Echolot schlägt Vorfälle vor, sobald es weiß, was üblich ist: Dafür müssen in den acht Wochen vor den letzten 14 Tagen "
        + "mindestens {0} Personen geschrieben haben.",
        "Echolot proposes incidents once it knows what is usual: for that at least {0} people have to have written in the eight "
        + "weeks before the last 14 days.");
    public static readonly Phrase Course = new("Personen je Tag", "People a day");
    public static readonly Phrase First = new("zuerst {0}", "first {0}");
    public static readonly Phrase Latest = new("zuletzt {0}", "latest {0}");
    public static readonly Phrase Why = new("Warum dieser Vorschlag?", "Why this proposal?");
    public static readonly Phrase Now = new("Letzte {0} Tage", "Last {0} days");
    public static readonly Phrase Before = new("{0} Tage davor", "{0} days before");
    public static readonly Phrase Of = new("{0} von {1} Personen ({2})", "{0} of {1} people ({2})");
    public static readonly Phrase Ratio = new("Anteil gegenüber sonst", "Share against usual");
    public static readonly Phrase TimesUsual = new("{0}-mal so hoch", "{0} times as high");
    public static readonly Phrase NeverBefore = new("vorher nie gesagt", "never said before");
    public static readonly Phrase Score = new("Log-Likelihood-Quotient G²", "Log-likelihood ratio G²");
    public static readonly Phrase Recipe = new(
        "Jede Person zählt einmal, gebeugte Formen und Zusammensetzungen zählen mit. Vorgeschlagen wird ab {0} Personen, dem "
        + "{1}-fachen Anteil und G² über {2} (Dunning 1993; Zufall in einem von 10.000 Fällen). Beschwerden stehen vorn.",
        "Everybody counts once, inflected forms and compounds count as well. Proposed from {0} people, {1} times the share and G² "
        + "above {2} on (Dunning 1993; chance in one of 10,000 cases). Complaints come first.");
    public static readonly Phrase NotAll = new(
        "An Tagen mit sehr viel Post wurden nur die neuesten Nachrichten gelesen: {0} je Tag, davor {1}.",
        "Of days with a great deal of mail only the newest messages were read: {0} a day, {1} of those before.");
    public static readonly Phrase OnlySeen = new(
        "Gezählt ist nur, was Sie sehen dürfen.", "Only what you may see is counted.");
    public static readonly Phrase Open = new("Vorfall eröffnen", "Open the incident");
    public static readonly Phrase Into = new("Wohin", "Where to");
    public static readonly Phrase IntoNew = new("Neuer Vorfall", "New incident");
    public static readonly Phrase Talks = new("Gespräche", "Conversations");
    public static readonly Phrase TalksHint = new(
        "Wer nicht dazugehört, bleibt draußen: Häkchen weg.", "Whoever does not belong to it stays out: clear the box.");
    public static readonly Phrase Rest = new("Auch die {0} älteren, die hier nicht stehen", "Also the {0} older ones that are not shown");
    public static readonly Phrase Choose = new("Wählen Sie mindestens ein Gespräch.", "Choose at least one conversation.");
    public static readonly Phrase Opened = new("Vorfall eröffnet", "Incident opened");
    public static readonly Phrase Dismiss = new("Kein Vorfall", "No incident");
    public static readonly Phrase DismissLead = new(
        "Der Vorschlag bleibt weg, bis doppelt so viele Personen es sagen.",
        "The proposal stays away until twice as many people say it.");
    public static readonly Phrase Reason = new("Warum nicht?", "Why not?");
    public static readonly Phrase DismissDo = new("Beiseitelegen", "Put aside");
    public static readonly Phrase Dismissed = new("Beiseitegelegt", "Put aside");
    public static readonly Phrase DismissedList = new("Beiseitegelegte Vorschläge", "Proposals put aside");
    public static readonly Phrase DismissedAt = new("bei {0}, {1}: {2}", "at {0}, {1}: {2}");
    public static readonly Phrase Restore = new("Wieder zeigen", "Show again");
    public static readonly Phrase Gone = new("Dieser Vorschlag ist nicht mehr da", "This proposal is no longer there");
    public static readonly Phrase GoneText = new(
        "Er wurde eröffnet oder beiseitegelegt, oder es sagen nicht mehr viel mehr Leute als sonst.",
        "It was opened or put aside, or not many more people than usual say it any more.");
    public static readonly Phrase FromProposal = new(
        "Eröffnet aus dem Vorschlag „{0}“.", "Opened from the proposal “{0}”.");
    public static readonly Phrase Undo = new("Rückgängig machen", "Undo");
    public static readonly Phrase UndoLead = new(
        "Der Vorfall verschwindet, und seine Gespräche gehören zu keinem mehr.",
        "The incident goes away, and its conversations belong to none.");
    public static readonly Phrase Keep = new("Behalten", "Keep it");
    public static readonly Phrase Undone = new(
        "Rückgängig gemacht: Die Gespräche gehören zu keinem Vorfall.", "Undone: the conversations belong to no incident.");
    public static readonly Plural Waiting = new(
        new("{0} Vorfall vorgeschlagen", "{0} incident proposed"), new("{0} Vorfälle vorgeschlagen", "{0} incidents proposed"));
    public static readonly Phrase LookAt = new("Ansehen", "Look");

    /// <summary>A proposal in one line: how many, against how many, since when.</summary>
    public static string Line(IncidentProposal proposal)
    {
        var parts = new List<string>
        {
            InDays.With((int)Gathering.Window.TotalDays),
            proposal.Usual < 1 ? HardlyAny : Usual.With(Math.Round(proposal.Usual)),
        };
        if (proposal.Complaints > 0) parts.Add(Negative.With(proposal.Complaints));
        if (proposal.Beside.Count > 0) parts.Add(Beside.With(string.Join(", ", proposal.Beside)));
        return string.Join(" · ", parts);
    }
}
