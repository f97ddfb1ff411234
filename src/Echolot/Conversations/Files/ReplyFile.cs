using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>A file that goes out, or went out, with a reply.</summary>
/// <param name="Type">Media type, told from the content.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Alt">What an image shows; empty: nobody said.</param>
public sealed record ReplyFile(long Id, string Name, string Type, long Size, string Alt)
{
    public bool IsImage => Type.StartsWith("image/", StringComparison.Ordinal);
}

/// <summary>A file that was added while a reply was written and goes out with it.</summary>
/// <param name="Alt">What an image shows; null: as it was said before.</param>
public sealed record ChosenFile(long Id, string? Alt = null);

/// <summary>What somebody writes a reply to: a conversation, or everybody of an incident.</summary>
public readonly record struct WrittenTo
{
    private WrittenTo(long conversation, long incident) => (Conversation, Incident) = (conversation, incident);

    /// <summary>0: everybody of an incident.</summary>
    public long Conversation { get; }

    /// <summary>0: one conversation.</summary>
    public long Incident { get; }

    public static WrittenTo Everybody(long incident) => new(0, incident);

    public static WrittenTo FromInt64(long conversation) => new(conversation, 0);

    public static implicit operator WrittenTo(long conversation) => FromInt64(conversation);
}

/// <summary>A file as it was approved: any other name, description or content is another one.</summary>
public sealed record ApprovedFile(string Name, string Alt, string Hash);

/// <summary>A file as it is stored, without its content. Names who added it; it may show anybody.</summary>
[Personal("reply_file")]
internal sealed record ReplyFileRow
{
    public const string Columns =
        """
        f.id, f.conversation_id, f.incident_id, f.incident_reply_id, f.added_by, f.approval_id, f.message_id, f.name, f.type,
        f.size, f.alt, f.hash
        """;

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long? IncidentId { get; init; }
    public long? IncidentReplyId { get; init; }
    public long? AddedBy { get; init; }
    public long? ApprovalId { get; init; }
    public long? MessageId { get; init; }
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";
    public long Size { get; init; }
    public string Alt { get; init; } = "";
    public string Hash { get; init; } = "";

    public ReplyFile AsFile() => new(Id, Name, Type, Size, Alt);

    public ApprovedFile AsApproved() => new(Name, Alt, Hash);
}

/// <summary>A content as it is stored; of whom, its files say.</summary>
[Personal("reply_content")]
internal sealed record ReplyContentRow(string Hash, byte[] Content);
