using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>A visitor as they are stored.</summary>
[Personal("chat_visitor")]
internal sealed record ChatVisitorRow
{
    public const string Columns =
        "id, source_id, connector, author, root, name, language, wording, consented_at, seen_at";

    public string Id { get; init; } = "";
    public long SourceId { get; init; }
    public string Connector { get; init; } = "";
    public string Author { get; init; } = "";
    public string? Root { get; init; }
    public string? Name { get; init; }
    public string Language { get; init; } = "";
    public string Wording { get; init; } = "";
    public long ConsentedAt { get; init; }
    public long SeenAt { get; init; }

    public ChatVisitor AsVisitor() =>
        new(Id, SourceId, Name, Language, Wording, Stored.Time(ConsentedAt)) { Root = Root };
}

/// <summary>A text that people agreed to.</summary>
[NotPersonal("chat_wording")]
internal sealed record ChatWordingRow
{
    public string Version { get; init; } = "";
    public string De { get; init; } = "";
    public string En { get; init; } = "";
    public long Since { get; init; }
}
