using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Tests.Intake;

/// <summary>Posts and events of the scripted network.</summary>
internal static class Posts
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static Mention Of(string id, string text, string revision = "1", string author = "frida") => new()
    {
        Source = new("scripted", "here", "a"),
        Id = new(id),
        Revision = revision,
        Kind = ItemKind.Post,
        Origin = Origin.Stream,
        PublishedAt = Noon,
        ReceivedAt = Noon.AddSeconds(2),
        Text = text,
        Author = new(new(author), author),
    };

    public static Upserted Said(
        string id, string text, string? cursor = null, string revision = "1", string author = "frida") =>
        new(Of(id, text, revision, author), cursor, Noon.AddSeconds(2));

    public static Deleted Gone(string id, string? cursor = null) =>
        new(new(id), DeleteReason.DeletedAtSource, cursor, Noon.AddSeconds(3));
}
