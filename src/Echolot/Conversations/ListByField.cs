using Dapper;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Leaves those in whose field a value stands, alone or among several choices.</summary>
    private async Task InFieldAsync(
        FieldPart part, List<string> conditions, DynamicParameters values, CancellationToken cancel)
    {
        // Of several choices each has a line of its own.
        var stands = (await FieldsAsync(cancel)).Any(f => f.Id == part.FieldId && f.Kind is FieldKind.Choices)
            ? "replace(@line || v.value || @line, @line || @value || @line, '') <> @line || v.value || @line"
            : "v.value = @value";
        conditions.Add($"c.id in (select v.conversation_id from conversation_field v where v.field_id = @field and {stands})");
        values.Add("field", part.FieldId);
        values.Add("value", part.Value);
        values.Add("line", "\n");
    }
}
