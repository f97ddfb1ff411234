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
        LabelId: InboxRoutes.Number(query["label"]), IncidentId: InboxRoutes.Number(query["incident"]),
        Cause: query["cause"].ToString() is { Length: > 0 and <= 300 } cause ? cause : null,
        Crisis: CrisisRoutes.Level(query["crisis"])));

    /// <summary>This state at an address, such as the one of a conversation.</summary>
    public string To(string path, string? cursor = null)
    {
        var parts = new List<string>();
        if (Filter.View is not InboxView.ToDo) parts.Add($"view={Low(Filter.View)}");
        if (Filter.Connector is { } channel) parts.Add($"channel={Uri.EscapeDataString(channel)}");
        if (Filter.DepartmentId is { } department)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"department={department}"));
        if (Filter.Search is { } words) parts.Add($"q={Uri.EscapeDataString(words)}");
        if (Filter.Order is not InboxOrder.DueFirst) parts.Add($"order={Low(Filter.Order)}");
        if (Filter.LabelId is { } label) parts.Add(string.Create(CultureInfo.InvariantCulture, $"label={label}"));
        if (Filter.IncidentId is { } incident)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"incident={incident}"));
        if (Filter.Cause is { } cause) parts.Add($"cause={Uri.EscapeDataString(cause)}");
        if (Filter.Crisis is { } crisis) parts.Add(string.Create(CultureInfo.InvariantCulture, $"crisis={crisis}"));
        if (cursor is not null) parts.Add($"cursor={Uri.EscapeDataString(cursor)}");
        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }

    public InboxAddress With(Func<InboxFilter, InboxFilter> change) => new(change(Filter));

    public static string Low(Enum value) => value.ToString().ToLower(CultureInfo.InvariantCulture);
}
