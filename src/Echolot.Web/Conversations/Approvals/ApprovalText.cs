using Echolot.Conversations;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

internal static class ApprovalText
{
    public static readonly Phrase Title = new("Freigaben", "Approvals");
    public static readonly Phrase ToApprove = new("Zur Freigabe", "To approve");
    public static readonly Phrase ForMe = new("Sie entscheiden", "Yours to decide");
    public static readonly Phrase ForOthers = new("Andere entscheiden", "Others decide");
    public static readonly Phrase None = new("Nichts wartet auf eine Freigabe", "Nothing waits for an approval");
    public static readonly Phrase NoneText = new(
        "Antworten, die eine Regel oder eine Rolle zuerst jemandem vorlegt, stehen hier.",
        "Replies that a rule or a role shows to somebody first appear here.");
    public static readonly Phrase NoneMine = new("Für Sie ist nichts dabei.", "None of it is yours.");
    public static readonly Phrase Ask = new("Zur Freigabe", "Ask for approval");
    public static readonly Phrase Asked = new("Zur Freigabe gegeben.", "Handed in for approval.");
    public static readonly Phrase Approve = new("Freigeben", "Approve");
    public static readonly Phrase SendBack = new("Zurückgeben", "Send back");
    public static readonly Phrase Refuse = new("Ablehnen", "Refuse");
    public static readonly Phrase Withdraw = new("Zurückziehen", "Withdraw");
    public static readonly Phrase Withdrawn = new("Zurückgezogen, der Text ist wieder ein Entwurf.", "Withdrawn; the text is a draft again.");
    public static readonly Phrase Approved = new("Freigegeben.", "Approved.");
    public static readonly Phrase SentBack = new("Zurückgegeben.", "Sent back.");
    public static readonly Phrase Remark = new("Bemerkung", "Remark");
    public static readonly Phrase AnsweredMeanwhile = new(
        "Seit darum gebeten wurde, hat {0} schon geantwortet. Geben Sie nur frei, was die Person zusätzlich bekommen soll.",
        "Since this was asked for, {0} has answered already. Approve only what this person should get on top of that.");
    public static readonly Phrase Colleague = new("jemand anderes", "somebody else");
    public static readonly Phrase Newer = new("seither gesagt", "said since");
    public static readonly Phrase RemarkHint = new("Beim Zurückgeben nötig: Was soll anders werden?", "Needed to send it back: what has to change?");
    public static readonly Phrase Text = new("Text der Antwort", "Text of the reply");
    public static readonly Phrase Together = new(
        "Zwei Teile, eine Entscheidung: Freigegeben gehen beide hinaus, zuerst der öffentliche.",
        "Two parts, one decision: approved, both go out, the public one first.");
    public static readonly Phrase Changes = new("Änderungen", "Changes");
    public static readonly Phrase History = new("Fassungen", "Versions");
    public static readonly Phrase Why = new("Warum eine Freigabe", "Why it needs approval");
    public static readonly Phrase ByTrainee = new("Wer hier schreibt, sendet noch nicht selbst", "Whoever writes here does not send alone yet");
    public static readonly Phrase ByChoice = new("Wer hier schreibt, möchte vier Augen", "Whoever writes here wants four eyes");

    /// <summary>Why an approval is needed: the name of the rule, or what stands in place of one.</summary>
    public static string NameOf(NeededApproval needed) =>
        needed.ByChoice ? ByChoice : needed.RuleId is null ? ByTrainee : needed.Name;

    public static readonly Phrase Step = new("Stufe {0} von {1}", "Step {0} of {1}");
    public static readonly Phrase Until = new("bis {0}", "until {0}");
    public static readonly Phrase Overdue = new("Frist um: alle, die freigeben dürfen, entscheiden", "Out of time: everybody who may approve decides");
    private static readonly Phrase Stuck = new(
        "Gerade kann niemand entscheiden: Wer freigeben dürfte, sieht dieses Gespräch nicht, hat die Antwort selbst geschrieben oder ist nicht mehr da. Um {0} geht es an die nächste Stufe.",
        "Nobody can decide as things stand: whoever might approve does not see this conversation, wrote the reply or has left. At {0} the next step has its turn.");
    private static readonly Phrase StuckForGood = new(
        "Niemand kann entscheiden: Wer freigeben dürfte, sieht dieses Gespräch nicht, hat die Antwort selbst geschrieben oder ist nicht mehr da. Übergeben Sie es einer Abteilung, in der jemand freigeben darf, oder lassen Sie die Administration jemandem Einblick geben.",
        "Nobody can decide: whoever might approve does not see this conversation, wrote the reply or has left. Hand it to a department where somebody may approve, or let an administrator give somebody sight of it.");

    /// <summary>Says that nobody can decide, and how it goes on.</summary>
    public static string StuckOf(Approval approval, string zone) =>
        approval.DueAt is { } due ? Stuck.With(Moments.Minute(due, zone)) : StuckForGood;

    public static readonly Phrase Waits = new("Eine Antwort von {0} wartet auf Freigabe", "A reply by {0} waits for approval");
    public static readonly Phrase CameBack = new("{0} hat die Antwort zurückgegeben: {1}", "{0} sent the reply back: {1}");
    public static readonly Phrase Look = new("Ansehen", "Look");
    public static readonly Phrase Said = new("Das Gespräch bis hierher", "The conversation so far");
    public static readonly Phrase Conversation = new("Zum Gespräch", "To the conversation");
    public static readonly Phrase Everybody = new("alle, die freigeben dürfen", "everybody who may approve");
    public static readonly Phrase Over = new("Diese Freigabe ist entschieden", "This approval is decided");
    public static readonly Phrase Gone = new("Diese Freigabe gibt es nicht", "There is no such approval");
    public static readonly Phrase OwnReason = new("Begründung: {0}", "Reason: {0}");

    public static readonly Phrase LinkTitle = new("Antwort prüfen", "Check a reply");
    public static readonly Phrase LinkLead = new("{0} von {1} bittet um Ihre Freigabe.", "{0} of {1} asks for your approval.");
    public static readonly Phrase LinkEnds = new("Der Link gilt einmal, bis {0}.", "The link works once, until {0}.");
    public static readonly Phrase LinkSaid = new("Was bisher öffentlich gesagt wurde", "What has been said in public so far");
    public static readonly Phrase LinkUsed = new("Dieser Link gilt nicht mehr", "This link is used up");
    public static readonly Phrase LinkUsedText = new(
        "Er wurde schon benutzt, seine Zeit ist um, oder es hat jemand anderes entschieden.",
        "It was used, its time is over, or somebody else has decided.");
    public static readonly Phrase LinkDone = new("Danke, das ist angekommen", "Thank you, we have it");
    public static readonly Phrase LinkDoneText = new("Sie können diese Seite schließen.", "You can close this page.");
    public static readonly Phrase Them = new("Kundin oder Kunde", "Customer");
    public static readonly Phrase Us = new("Wir", "We");

    public static readonly Phrase Rules = new("Freigaben und Prüfung", "Approvals and checks");
    public static readonly Phrase RulesNote = new(
        "Alle Bedingungen einer Regel müssen gelten; leer heißt immer. Passen mehrere Regeln, kommen alle ihre Stufen dran.",
        "All conditions of a rule have to hold; empty means always. Where several rules fit, all their steps have their turn.");
    public static readonly Phrase NewRule = new("Neue Regel", "New rule");
    public static readonly Phrase NoRules = new("Noch keine Freigaberegel", "No approval rule yet");
    public static readonly Phrase NoRulesText = new(
        "Wer nicht selbst senden darf, braucht auch ohne Regel eine Freigabe.",
        "Whoever may not send needs an approval even without a rule.");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Active = new("Regel gilt", "Rule holds");
    public static readonly Phrase Off = new("aus", "off");
    public static readonly Phrase When = new("Wenn", "When");
    public static readonly Phrase Roles = new("Geschrieben von", "Written by");
    public static readonly Phrase Words = new("Wörter in der Antwort", "Words in the reply");
    public static readonly Phrase WordsHint = new(
        "Mit Komma getrennt. Gebeugte Formen und Zusammensetzungen zählen mit.",
        "Separated by commas. Inflected forms and compounds count.");
    public static readonly Phrase Policies = new("Richtlinie greift", "A policy applies");
    public static readonly Phrase Labels = new("Labels oder Kategorien", "Labels or categories");
    public static readonly Phrase Channels = new("Kanäle", "Channels");
    public static readonly Phrase Leg = new("Art der Antwort", "Kind of reply");
    public static readonly Phrase AnyLeg = new("öffentlich und privat", "public and private");
    public static readonly Phrase Crisis = new("Ab Krisenstufe", "From crisis level");
    public static readonly Phrase Above = new("Betrag über (€)", "Amount above (€)");
    public static readonly Phrase Steps = new("Wer freigibt", "Who approves");
    public static readonly Phrase StepsNote = new(
        "Jede Stufe muss zustimmen. Entscheidet niemand in der Zeit, übernimmt die nächste.",
        "Every step has to agree. Where nobody decides in time, the next one takes over.");
    public static readonly Phrase StepName = new("Stufe {0}", "Step {0}");
    public static readonly Phrase People = new("Personen", "People");
    public static readonly Phrase PeopleRoles = new("Rollen", "Roles");
    public static readonly Phrase Outside = new("Ohne Zugang, per E-Mail-Link", "Without an account, by mail link");
    public static readonly Phrase OutsideHint = new(
        "Je Zeile: Name <adresse@example.org>", "One a line: Name <address@example.org>");
    public static readonly Phrase OutsideLanguage = new("Sprache der E-Mail", "Language of the mail");
    public static readonly Phrase Minutes = new("Zeit in Minuten", "Time in minutes");
    public static readonly Phrase Save = new("Regel speichern", "Save rule");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Remove = new("Regel löschen", "Remove rule");
    public static readonly Phrase Removed = new("Regel gelöscht.", "Rule removed.");
    public static readonly Phrase RuleGone = new("Diese Regel gibt es nicht", "There is no such rule");
    public static readonly Phrase NoMail = new(
        "Der Mailversand ist nicht eingerichtet: Links an Leute ohne Zugang gehen nicht hinaus.",
        "Mail is not set up: links to people without an account do not go out.");
    public static readonly Phrase Always = new("immer", "always");

    public static readonly Phrase Checks = new("Prüfung vor dem Senden", "Check before sending");
    public static readonly Phrase ChecksNote = new(
        "Was öffentlich stehen darf, weil es von uns ist, und woran Bestellnummern zu erkennen sind.",
        "What may stand in public because it is ours, and what order numbers look like.");
    public static readonly Phrase OwnContacts = new("Eigene Adressen und Nummern", "Own addresses and numbers");
    public static readonly Phrase OwnContactsHint = new(
        "Je Zeile eine E-Mail-Adresse, eine Domain oder eine Telefonnummer.",
        "One e-mail address, domain or phone number a line.");
    public static readonly Phrase OrderPatterns = new("Aussehen der Bestellnummern", "Look of order numbers");
    public static readonly Phrase OrderPatternsHint = new(
        "Je Zeile ein Muster: # ist eine Ziffer, @ ein Buchstabe. Zum Beispiel NL-######.",
        "One pattern a line: # is a digit, @ a letter. For example NL-######.");
    public static readonly Phrase SaveChecks = new("Speichern", "Save");

    public static Phrase StepDone(ApprovalStep step) => step switch
    {
        ApprovalStep.Written => new("geschrieben", "wrote it"),
        ApprovalStep.Edited => new("geändert", "changed it"),
        ApprovalStep.Approved => new("freigegeben", "approved it"),
        ApprovalStep.SentBack => new("zurückgegeben", "sent it back"),
        ApprovalStep.Withdrawn => new("zurückgezogen", "withdrew it"),
        _ => new("Frist um, nächste Stufe", "out of time, next step"),
    };
}
