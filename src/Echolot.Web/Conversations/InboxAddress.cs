using System.Globalization;
using Echolot.Conversations;

namespace Echolot.Web.Conversations;

/// <summary>State of the inbox page as its address carries it; what is not understood is left out.</summary>
public sealed record InboxAddress(InboxFilter Filter)
{
    public static InboxAddress Read(IQueryCollection query) => new(new InboxFilter(
        Enum.TryParse<InboxView>(query["view"], true, out var view) && Enum.IsDefined(view) ? view : InboxView.ToDo,
        query["channel"].ToString() is { Length: > 0 } channel ? channel : null,
        DepartmentId: long.TryParse(query["department"], CultureInfo.InvariantCulture, out var department) ? department : null,
        Search: query["q"].ToString() is { Length: > 0 } words ? words : null,
        Order: Enum.TryParse<InboxOrder>(query["order"], true, out var order) && Enum.IsDefined(order)
            ? order
            : InboxOrder.DueFirst,
        AssigneeId: InboxRoutes.Number(query["assignee"]), ContactId: InboxRoutes.Number(query["contact"]),
        LabelId: InboxRoutes.Number(query["label"]), IncidentId: InboxRoutes.Number(query["incident"]),
        Cause: query["cause"].ToString() is { Length: > 0 and <= 300 } cause ? cause : null,
        Crisis: CrisisRoutes.Level(query["crisis"]))
    {
        Priority = Named<Priority>(query["priority"]), State = Named<ConversationState>(query["state"]),
        Field = FieldPart.Parse(query["field"]), OnlyOpen = query["open"] == "1",
        Language = query["language"].ToString() is { Length: >= 2 and <= 12 } code ? code : null,
    });

    /// <summary>This state at an address, such as the one of a conversation.</summary>
    public string To(string path, string? cursor = null)
    {
        var parts = Parts.Append(("cursor", cursor ?? "")).Where(p => p.Item2.Length > 0)
            .Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}").ToList();
        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }

    /// <summary>What differs from the list that everybody begins with, by the names of the address; the rest is empty.</summary>
    public IReadOnlyList<(string Name, string Value)> Parts =>
    [
        .. new (string, string?)[]
        {
            ("view", Filter.View is InboxView.ToDo ? null : Low(Filter.View)), ("channel", Filter.Connector),
            ("department", Number(Filter.DepartmentId)), ("q", Filter.Search),
            ("order", Filter.Order is InboxOrder.DueFirst ? null : Low(Filter.Order)), ("label", Number(Filter.LabelId)),
            ("incident", Number(Filter.IncidentId)), ("cause", Filter.Cause), ("crisis", Number(Filter.Crisis)),
            ("priority", Filter.Priority is { } priority ? Low(priority) : null), ("assignee", Number(Filter.AssigneeId)),
            ("contact", Number(Filter.ContactId)), ("state", Filter.State is { } state ? Low(state) : null),
            ("language", Filter.Language), ("field", Filter.Field?.ToString()), ("open", Filter.OnlyOpen ? "1" : null),
        }.Where(p => p.Item2 is { Length: > 0 }).Select(p => (p.Item1, p.Item2!)),
    ];

    public InboxAddress With(Func<InboxFilter, InboxFilter> change) => new(change(Filter));

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static T? Named<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, true, out var named) && Enum.IsDefined(named) && !char.IsAsciiDigit(text![0]) ? named : null;

    public static string Low(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
