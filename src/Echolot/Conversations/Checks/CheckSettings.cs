using Dapper;
using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>What the checks before sending know of us.</summary>
/// <param name="OwnContacts">Mail addresses, domains and phone numbers of our own, which may stand anywhere.</param>
/// <param name="OrderPatterns">What order numbers look like: <c>#</c> a digit, <c>@</c> a letter.</param>
public sealed record CheckSettings(IReadOnlyList<string> OwnContacts, IReadOnlyList<string> OrderPatterns)
{
    public static readonly CheckSettings None = new([], []);
}

public sealed partial class Inbox
{
    private const int MostSettingLines = 100;
    private const int LongestSettingLine = 120;

    /// <summary>What the checks know of us.</summary>
    public async Task<CheckSettings> CheckSettingsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select body from check_setting where id = 1", cancellationToken: cancel)) is { } body
            ? Stored.Read<CheckSettings>(body)
            : CheckSettings.None;
    }

    /// <summary>Changes what the checks know of us.</summary>
    public Task SaveCheckSettingsAsync(CheckSettings settings, long? by, CancellationToken cancel)
    {
        settings = new(Lines(settings.OwnContacts), Lines(settings.OrderPatterns));
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into check_setting (id, body, changed_at, changed_by) values (1, @body, @Now, @by)
                on conflict (id) do update set body = excluded.body, changed_at = excluded.changed_at,
                    changed_by = excluded.changed_by
                """, new { body = Stored.Write(settings), Now, by }, scope.Transaction);
            await privacy.RecordAsync(scope, by, "checks.changed", "checks", null, cancel);
        }, cancel);

        static List<string> Lines(IEnumerable<string> lines) =>
            [.. lines.Select(l => l.Trim()).Where(l => l.Length is > 0 and <= LongestSettingLine).Distinct().Take(MostSettingLines)];
    }
}

/// <summary>Settings of the checks as they are stored. Name who changed them.</summary>
[Personal("check_setting")]
internal sealed record CheckSettingRow(long Id, string Body, long ChangedAt, long? ChangedBy);
