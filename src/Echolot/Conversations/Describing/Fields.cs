using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What may stand in a field; the names are stored.</summary>
public enum FieldKind { Text, Number, Date, Choice, Choices, YesNo, Address }

/// <summary>Something a team wants to know of each conversation beside what every one has.</summary>
/// <param name="Choices">What may be chosen; empty for the other kinds.</param>
/// <param name="Required">Asked for before a conversation is done.</param>
public sealed record CareField(long Id, string Name, FieldKind Kind, IReadOnlyList<string> Choices, bool Required);

/// <summary>What somebody fills in of a field.</summary>
public sealed record CareFieldDraft(string Name, FieldKind Kind, IReadOnlyList<string> Choices, bool Required);

/// <summary>A field of a conversation with what stands in it.</summary>
/// <param name="Value">
/// As it is kept: numbers and dates in the invariant spelling, several choices one a line, <c>1</c> for yes; null: empty.
/// </param>
public sealed record FieldValue(CareField Field, string? Value);

public sealed partial class Inbox
{
    /// <summary>Most fields of a workspace.</summary>
    public const int MostFields = 50;

    private const int LongestFieldName = 60;
    private const int LongestValue = 1000;

    /// <summary>Every field in its order.</summary>
    public async Task<IReadOnlyList<CareField>> FieldsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<FieldRow>(new CommandDefinition(
            $"select {FieldRow.Columns} from field order by position, id", cancellationToken: cancel))).Select(f => f.AsField())];
    }

    /// <summary>Adds or changes a field. Its kind stays: what was filled in keeps its meaning.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="InboxException">The name or the choices do not fit, or there are too many.</exception>
    public Task<long> SaveFieldAsync(long? id, CareFieldDraft draft, long? by, CancellationToken cancel)
    {
        var name = WellFormed.Of(draft.Name.Trim());
        var choices = draft.Choices.Select(c => WellFormed.Of(c.Trim())).Where(c => c.Length > 0).Distinct().ToList();
        if (name.Length is 0 or > LongestFieldName)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"A field needs a name of 1 to {LongestFieldName} characters.", "1–60");
        if (draft.Kind is FieldKind.Choice or FieldKind.Choices && choices.Count < 2)
            throw new InboxException(InboxRefusal.FieldWrong, $"“{name}” needs at least two choices, one a line.", name);
        if (choices.Any(c => c.Length > LongestFieldName) || choices.Count > 200)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"At most 200 choices of {LongestFieldName} characters; “{name}” has more.", name);
        return db.WriteAsync(async scope =>
        {
            var row = new FieldRow
            {
                Id = id ?? 0, Name = name, Kind = draft.Kind.ToString(), Choices = string.Join('\n', choices),
                Required = draft.Required ? 1 : 0,
            };
            var count = await scope.Connection.ExecuteScalarAsync<long>("select count(*) from field", transaction: scope.Transaction);
            if (id is null && count >= MostFields)
                throw new InboxException(InboxRefusal.FieldWrong, $"There are {MostFields} fields already; remove one first.", $"{MostFields}");
            var saved = id is null
                ? await scope.Connection.ExecuteScalarAsync<long?>(
                    """
                    insert into field (name, kind, choices, required, position)
                    values (@Name, @Kind, @Choices, @Required, @Position) returning id
                    """, row with { Position = count }, scope.Transaction)
                : await scope.Connection.ExecuteScalarAsync<long?>(
                    "update field set name = @Name, choices = @Choices, required = @Required where id = @Id returning id",
                    row, scope.Transaction);
            await privacy.RecordAsync(scope, by, "field.changed", $"field:{saved}", name, cancel);
            return saved ?? throw new InboxException(InboxRefusal.NotFound, "This field is gone; reload the page.");
        }, cancel);
    }

    /// <summary>Removes a field with everything that was filled in.</summary>
    public Task RemoveFieldAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync(
            "delete from conversation_field where field_id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from field where id = @id", new { id }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "field.removed", $"field:{id}", null, cancel);
    }, cancel);

    /// <summary>What stands in the fields of a conversation that somebody may see; every field, in order.</summary>
    public async Task<IReadOnlyList<FieldValue>> FieldsOfAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var values = (await connection.QueryAsync<FieldValueRow>(new CommandDefinition(
            "select conversation_id, field_id, value from conversation_field where conversation_id = @conversation",
            new { conversation }, cancellationToken: cancel))).ToDictionary(v => v.FieldId, v => v.Value);
        return [.. (await FieldsAsync(cancel)).Select(f => new FieldValue(f, values.GetValueOrDefault(f.Id)))];
    }

    /// <summary>Fills in a field of a conversation; nothing written empties it.</summary>
    /// <exception cref="InboxException">The value does not fit the field.</exception>
    public Task SetFieldAsync(long conversation, long field, string? written, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, recording => SetFieldAsync(recording, field, written, sight.PersonId, cancel), cancel);

    private async Task SetFieldAsync(
        Recording recording, long field, string? written, long? by, CancellationToken cancel, long? rule = null)
    {
        var scope = recording.Scope;
        var row = await scope.Connection.QuerySingleOrDefaultAsync<FieldRow>(new CommandDefinition(
            $"select {FieldRow.Columns} from field where id = @field", new { field }, scope.Transaction, cancellationToken: cancel))
            ?? throw new InboxException(InboxRefusal.NotFound, "This field is gone; reload the page.");
        var value = Fitting(row.AsField(), written);
        var key = new { recording.Row.Id, field, value };
        var before = await scope.Connection.ExecuteScalarAsync<string?>(
            "select value from conversation_field where conversation_id = @Id and field_id = @field", key, scope.Transaction);
        if (before == value) return;
        await scope.Connection.ExecuteAsync(
            value is null
                ? "delete from conversation_field where conversation_id = @Id and field_id = @field"
                : """
                insert into conversation_field (conversation_id, field_id, value) values (@Id, @field, @value)
                on conflict (conversation_id, field_id) do update set value = excluded.value
                """, key, scope.Transaction);
        // The name alone: what stands in it may be personal and goes with the conversation.
        await recording.NoteAsync(ConversationEventKind.FieldSet, Now, by, after: row.Name, rule: rule);
    }

    /// <summary>Whether something is written that the field takes.</summary>
    private static bool Fits(CareField field, string written)
    {
        try
        {
            return Fitting(field, written) is not null;
        }
        catch (InboxException)
        {
            return false;
        }
    }

    /// <summary>A value as it is kept, or null where nothing is written.</summary>
    private static string? Fitting(CareField field, string? written)
    {
        var text = WellFormed.Of(written ?? "").Trim();
        if (text.Length == 0) return null;
        if (text.Length > LongestValue)
            throw Wrong($"has {text.Length} characters; {LongestValue} are the most");
        switch (field.Kind)
        {
            case FieldKind.Number:
                // People write with the comma or the point; two of either make it a guess.
                return decimal.TryParse(text.Replace(',', '.'), NumberStyles.Number & ~NumberStyles.AllowThousands,
                    CultureInfo.InvariantCulture, out var number)
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : throw Wrong("takes a number, such as 12 or 12,50");
            case FieldKind.Date:
                return DateOnly.TryParseExact(text, ["yyyy-MM-dd", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                    : throw Wrong("takes a day, such as 24.12.2026");
            case FieldKind.Choice:
                return field.Choices.Contains(text) ? text : throw Wrong("takes one of its choices");
            case FieldKind.Choices:
                var chosen = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                return chosen.All(field.Choices.Contains)
                    ? string.Join('\n', field.Choices.Where(chosen.Contains))
                    : throw Wrong("takes its choices only");
            case FieldKind.YesNo:
                return text is "1" or "true" ? "1" : text is "0" or "false" ? "0" : throw Wrong("takes yes or no");
            case FieldKind.Address:
                return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                    ? text
                    : throw Wrong("takes an address that begins with https://");
            default:
                return text;
        }

        InboxException Wrong(string why) => new(InboxRefusal.FieldWrong, $"“{field.Name}” {why}.", field.Name);
    }
}

/// <summary>A field as it is stored.</summary>
[NotPersonal("field")]
internal sealed record FieldRow
{
    public const string Columns = "id, name, kind, choices, required, position";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Choices { get; init; } = "";
    public long Required { get; init; }
    public long Position { get; init; }

    public CareField AsField() => new(
        Id, Name, Enum.Parse<FieldKind>(Kind), Choices.Split('\n', StringSplitOptions.RemoveEmptyEntries), Required != 0);
}

/// <summary>What stands in a field as it is stored; it may name anybody.</summary>
[Personal("conversation_field")]
internal sealed record FieldValueRow
{
    public long ConversationId { get; init; }
    public long FieldId { get; init; }
    public string Value { get; init; } = "";
}
