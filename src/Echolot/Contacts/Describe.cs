using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Contacts;

/// <summary>Why we may keep what we know of somebody (GDPR Art. 6 (1)); the numbers are stored.</summary>
public enum KeepBasis { Consent = 1, Contract = 2, LegalDuty = 3, LegitimateInterest = 6 }

/// <summary>What is kept of somebody, on what basis, from when on and until when.</summary>
/// <param name="Keeps">In words: what it is and what for.</param>
/// <param name="Until">Last day; null: as long as the retention says.</param>
public sealed record KeptDraft(KeepBasis Basis, string Keeps, DateOnly Since, DateOnly? Until);

/// <summary>The same as it was written down.</summary>
public sealed record KeptBecause(
    KeepBasis Basis, string Keeps, DateOnly Since, DateOnly? Until, DateTimeOffset ChangedAt, long? ChangedBy);

/// <summary>What a colleague wrote down of somebody outside; never leaves the house.</summary>
public sealed record ContactNote(long Id, string Text, DateTimeOffset At, long? By);

/// <summary>What is written down of a person.</summary>
/// <param name="Labels">Ids as they were given; labels are merged and removed elsewhere.</param>
/// <param name="Kept">Null: as the channel says.</param>
public sealed record ContactFacts(IReadOnlyList<ContactNote> Notes, IReadOnlyList<long> Labels, KeptBecause? Kept);

public sealed partial class AddressBook
{
    /// <summary>Most characters of a note, and notes on one person: more is a file on somebody.</summary>
    public const int LongestNote = 2_000, MostNotes = 50;

    /// <summary>Most characters of what is kept.</summary>
    public const int LongestKeeps = 500;

    private const string IsoDay = "yyyy-MM-dd";

    /// <summary>What is written down of a person, newest notes first.</summary>
    public async Task<ContactFacts> FactsAsync(long contact, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var notes = await connection.QueryAsync<ContactNoteRow>(new CommandDefinition(
            $"select {ContactNoteRow.Columns} from contact_note where contact_id = @contact order by id desc", new { contact },
            cancellationToken: cancel));
        var labels = await connection.QueryAsync<long>(new CommandDefinition(
            "select label_id from contact_label where contact_id = @contact", new { contact }, cancellationToken: cancel));
        var kept = await connection.QuerySingleOrDefaultAsync<ContactBasisRow>(new CommandDefinition(
            $"select {ContactBasisRow.Columns} from contact_basis where contact_id = @contact", new { contact }, cancellationToken: cancel));
        return new([.. notes.Select(n => n.AsNote())], [.. labels], kept?.AsKept());
    }

    /// <summary>How many people carry any of these labels.</summary>
    public async Task<long> CountLabelledAsync(IEnumerable<long> labels, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(distinct contact_id) from contact_label where {Sql.In(db.Engine, "label_id", "ids")}",
            new { ids = Sql.List(db.Engine, labels) }, cancellationToken: cancel));
    }

    /// <summary>Writes a note on a person.</summary>
    /// <returns>Its id; null where there are as many as there may be.</returns>
    public async Task<long?> NoteAsync(WriteScope scope, long contact, string text, long? by, CancellationToken cancel) =>
        await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            insert into contact_note (contact_id, text, at, person_id)
            select @contact, @text, @now, @by
            where (select count(*) from contact_note where contact_id = @contact) < @MostNotes returning id
            """, new { contact, text, now = clock.GetUtcNow().ToUnixTimeMilliseconds(), by, MostNotes }, scope.Transaction,
            cancellationToken: cancel));

    /// <returns>Whether there was such a note on this person.</returns>
    public async Task<bool> RemoveNoteAsync(WriteScope scope, long contact, long note, CancellationToken cancel) =>
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from contact_note where id = @note and contact_id = @contact", new { note, contact }, scope.Transaction,
            cancellationToken: cancel)) > 0;

    /// <summary>Gives a person a label.</summary>
    /// <returns>Whether they did not carry it yet.</returns>
    public async Task<bool> LabelAsync(WriteScope scope, long contact, long label, CancellationToken cancel) =>
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            "insert into contact_label (contact_id, label_id) values (@contact, @label) on conflict do nothing", new { contact, label },
            scope.Transaction, cancellationToken: cancel)) > 0;

    /// <summary>Takes a label away.</summary>
    /// <returns>Whether they carried it.</returns>
    public async Task<bool> UnlabelAsync(WriteScope scope, long contact, long label, CancellationToken cancel) =>
        await scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from contact_label where contact_id = @contact and label_id = @label", new { contact, label }, scope.Transaction,
            cancellationToken: cancel)) > 0;

    /// <summary>Says why a person is kept; null: as the channel says.</summary>
    public Task KeepBecauseAsync(WriteScope scope, long contact, KeptDraft? draft, long? by, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            draft is null
                ? "delete from contact_basis where contact_id = @contact"
                : """
                insert into contact_basis (contact_id, basis, keeps, since, until, changed_at, changed_by)
                values (@contact, @basis, @Keeps, @since, @until, @now, @by)
                on conflict (contact_id) do update set basis = excluded.basis, keeps = excluded.keeps, since = excluded.since,
                    until = excluded.until, changed_at = excluded.changed_at, changed_by = excluded.changed_by
                """,
            new
            {
                contact, basis = (long)(draft?.Basis ?? 0), draft?.Keeps, since = DayOf(draft?.Since), until = DayOf(draft?.Until),
                now = clock.GetUtcNow().ToUnixTimeMilliseconds(), by,
            }, scope.Transaction, cancellationToken: cancel));

    /// <summary>What is written down of one person goes along when two become one; what both have stays that of the first.</summary>
    private static async Task JoinFactsAsync(WriteScope scope, long into, long from)
    {
        var both = new { into, from };
        await scope.Connection.ExecuteAsync(
            "update contact_note set home_id = coalesce(home_id, contact_id), contact_id = @into where contact_id = @from", both,
            scope.Transaction);
        await scope.Connection.ExecuteAsync(
            """
            insert into contact_label (contact_id, label_id) select @into, label_id from contact_label where contact_id = @from
            on conflict do nothing
            """, both, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            """
            insert into contact_basis (contact_id, basis, keeps, since, until, changed_at, changed_by)
            select @into, basis, keeps, since, until, changed_at, changed_by from contact_basis where contact_id = @from
            on conflict do nothing
            """, both, scope.Transaction);
    }

    /// <summary>Notes go back to whom they were written of; labels and basis they still have.</summary>
    private static Task PartFactsAsync(WriteScope scope, long home, long from) => scope.Connection.ExecuteAsync(
        "update contact_note set contact_id = @home, home_id = null where contact_id = @from and home_id = @home", new { home, from },
        scope.Transaction);

    internal static string? DayOf(DateOnly? day) => day?.ToString(IsoDay, CultureInfo.InvariantCulture);

    internal static DateOnly? DayOf(string? stored) =>
        DateOnly.TryParseExact(stored, IsoDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>A note on a person as it is stored. Names who wrote it.</summary>
[Personal("contact_note")]
internal sealed record ContactNoteRow
{
    public const string Columns = "id, text, at, person_id";

    public long Id { get; init; }
    public string Text { get; init; } = "";
    public long At { get; init; }
    public long? PersonId { get; init; }

    public ContactNote AsNote() => new(Id, Text, DateTimeOffset.FromUnixTimeMilliseconds(At), PersonId);
}

/// <summary>A label of a person as it is stored.</summary>
[Personal("contact_label")]
internal sealed record ContactLabelRow(long ContactId, long LabelId);

/// <summary>Why a person is kept as it is stored. Names who said so.</summary>
[Personal("contact_basis")]
internal sealed record ContactBasisRow
{
    public const string Columns = "contact_id, basis, keeps, since, until, changed_at, changed_by";

    public long ContactId { get; init; }
    public long Basis { get; init; }
    public string Keeps { get; init; } = "";
    public string Since { get; init; } = "";
    public string? Until { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public KeptBecause AsKept() => new(
        (KeepBasis)Basis, Keeps, AddressBook.DayOf(Since) ?? default, AddressBook.DayOf(Until),
        DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt), ChangedBy);
}
