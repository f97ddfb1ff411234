using Echolot.Mentions;

namespace Echolot.Tests.Mentions;

/// <summary>Mentions for tests: a calm default that each test changes where it matters.</summary>
public static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static readonly Findings Neutral = new("de", 0.9f, Sentiment.Neutral, 0, 0.7f, []);

    public static Mention Mention(
        string id, string text, TimeSpan? after = null, string connector = "push", string instance = "crm") => new()
    {
        Source = new SourceKey(connector, instance, "main"),
        Id = new ExternalId(id),
        Revision = "1",
        Kind = ItemKind.Post,
        Origin = Origin.Webhook,
        PublishedAt = Start + (after ?? TimeSpan.Zero),
        ReceivedAt = Start + (after ?? TimeSpan.Zero) + TimeSpan.FromSeconds(3),
        Text = text,
        Author = new AuthorRef(new ExternalId("author-1"), "jona", "Jona"),
    };

    public static Keep Keep(Mention mention, Findings? findings = null, params long[] monitors) => new(
        mention, [.. (monitors.Length == 0 ? [1] : monitors).Select(
            m => new MonitorMatch(m, 1, [new MatchSpan("text", 0, 3)]))],
        findings ?? Neutral);

    public static Keep Keep(
        string id, string text, int minutes = 0, Findings? findings = null, params long[] monitors) =>
        Keep(Mention(id, text, TimeSpan.FromMinutes(minutes)), findings, monitors);
}
