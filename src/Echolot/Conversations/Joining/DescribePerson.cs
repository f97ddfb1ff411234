using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What is written down of the person of a conversation, for those who see one of their conversations.</summary>
/// <param name="KnownSince">When they first spoke with us.</param>
public sealed record PersonFacts(
    IReadOnlyList<ContactNote> Notes, IReadOnlyList<Label> Labels, KeptBecause? Kept, DateTimeOffset KnownSince);

public sealed partial class Inbox
{
    /// <summary>What is written down of the person of this conversation.</summary>
    public async Task<PersonFacts> PersonFactsAsync(Conversation conversation, CancellationToken cancel)
    {
        var facts = await contacts.FactsAsync(conversation.With.ContactId, cancel);
        var meant = await archive.LabelsMeantAsync(facts.Labels, cancel);
        return new(
            facts.Notes,
            [.. meant.Values.Distinct().OrderBy(l => l.Path, StringComparer.CurrentCultureIgnoreCase)], facts.Kept,
            (await contacts.FindAsync(conversation.With.ContactId, cancel))?.CreatedAt ?? conversation.OpenedAt);
    }

    /// <summary>Writes a note on the person of a conversation; it is beside each of their conversations and never leaves.</summary>
    /// <exception cref="InboxException">Nothing is written, it is too long, or there are too many notes.</exception>
    public async Task NotePersonAsync(long conversation, string text, Sight sight, CancellationToken cancel)
    {
        text = Checked(text);
        if (text.Length > AddressBook.LongestNote)
            throw new InboxException(
                InboxRefusal.TextTooLong, $"The text has {text.Length} characters; {AddressBook.LongestNote} are the most.");
        await DescribePersonAsync(conversation, sight, "contact.noted", async (scope, contact) =>
            await contacts.NoteAsync(scope, contact, text, sight.PersonId, cancel) is not null ? true
                : throw new InboxException(
                    InboxRefusal.FieldWrong, $"{AddressBook.MostNotes} notes are on this person; remove one first.",
                    $"≤ {AddressBook.MostNotes}"), cancel);
    }

    /// <summary>Takes a note away for good.</summary>
    public Task RemovePersonNoteAsync(long conversation, long note, Sight sight, CancellationToken cancel) => DescribePersonAsync(
        conversation, sight, "contact.note_removed", (scope, contact) => contacts.RemoveNoteAsync(scope, contact, note, cancel), cancel);

    /// <summary>Gives the person of a conversation a label, of the same ones that mentions and conversations have.</summary>
    /// <exception cref="InboxException">There is no such label.</exception>
    public async Task LabelPersonAsync(long conversation, long label, Sight sight, CancellationToken cancel)
    {
        if ((await archive.LabelsAsync(cancel)).All(l => l.Id != label))
            throw new InboxException(InboxRefusal.NotFound, "This label is gone; choose another one.");
        await DescribePersonAsync(
            conversation, sight, "contact.labelled", (scope, contact) => contacts.LabelAsync(scope, contact, label, cancel), cancel);
    }

    /// <summary>Takes a label away again.</summary>
    public async Task UnlabelPersonAsync(long conversation, long label, Sight sight, CancellationToken cancel)
    {
        if (await FindAsync(conversation, sight, cancel) is not { } talk) throw Gone(conversation);
        var given = (await contacts.FactsAsync(talk.With.ContactId, cancel)).Labels;
        // One that was given under the name of a label that was merged into this one goes as well.
        var meant = (await archive.LabelsMeantAsync(given, cancel)).Where(g => g.Value.Id == label).Select(g => g.Key).ToList();
        await DescribePersonAsync(conversation, sight, "contact.unlabelled", async (scope, contact) =>
        {
            var gone = false;
            foreach (var one in meant) gone |= await contacts.UnlabelAsync(scope, contact, one, cancel);
            return gone;
        }, cancel);
    }

    /// <summary>Says what is kept of the person of a conversation, on what basis and until when; null: as the channel says.</summary>
    /// <exception cref="InboxException">What is kept is not said, or it ends before it begins.</exception>
    public async Task KeepPersonAsync(long conversation, KeptDraft? draft, Sight sight, CancellationToken cancel)
    {
        if (draft is not null)
        {
            if (!Enum.IsDefined(draft.Basis))
                throw new InboxException(InboxRefusal.FieldWrong, "Choose the legal basis.", "basis");
            draft = draft with { Keeps = WellFormed.Of(draft.Keeps.Trim()) };
            if (draft.Keeps.Length is 0 or > AddressBook.LongestKeeps)
                throw new InboxException(
                    InboxRefusal.TextMissing, $"Say what is kept, in 1 to {AddressBook.LongestKeeps} characters.");
            if (draft.Until < draft.Since)
                throw new InboxException(InboxRefusal.TimeMissing, "The last day comes after the first one.");
        }
        await DescribePersonAsync(conversation, sight, draft is null ? "contact.basis_removed" : "contact.basis_set", async (scope, contact) =>
        {
            await contacts.KeepBecauseAsync(scope, contact, draft, sight.PersonId, cancel);
            return true;
        }, cancel);
    }

    private Task DescribePersonAsync(
        long conversation, Sight sight, string what, Func<WriteScope, long, Task<bool>> change, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            if (!await change(scope, recording.Row.ContactId)) return;
            await privacy.RecordAsync(scope, sight.PersonId, what, $"contact:{recording.Row.ContactId}", null, cancel);
            recording.Change(row => row with { Revision = row.Revision + 1 });
            await recording.FinishAsync(cancel);
        }, cancel);
}
