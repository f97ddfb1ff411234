using Dapper;
using Echolot.Contacts;

namespace Echolot.Conversations;

/// <summary>That somebody agreed, when, and to which text.</summary>
/// <param name="Wording">Version of the text.</param>
/// <param name="Language">In which they read it.</param>
public sealed record Consent(DateTimeOffset At, string Wording, string Language, string Text);

public sealed partial class ChatDesk
{
    /// <summary>What this account agreed to, newest first.</summary>
    public async Task<IReadOnlyList<Consent>> ConsentsAsync(Identity of, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ConsentRow>(new CommandDefinition(
            """
            select v.consented_at, v.wording, v.language, w.de, w.en from chat_visitor v
            join chat_wording w on w.version = v.wording
            where v.connector = @Connector and v.author = @author order by v.consented_at desc limit 10
            """, new { of.Connector, author = of.ExternalId.Value }, cancellationToken: cancel)))
            .Select(r => new Consent(Stored.Time(r.ConsentedAt), r.Wording, r.Language, r.Language == "de" ? r.De : r.En))];
    }

    private sealed record ConsentRow
    {
        public long ConsentedAt { get; init; }
        public string Wording { get; init; } = "";
        public string Language { get; init; } = "";
        public string De { get; init; } = "";
        public string En { get; init; } = "";
    }
}
