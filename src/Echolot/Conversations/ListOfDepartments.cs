using System.Globalization;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most departments that are asked one by one; SQLite takes 500 parts of a union.</summary>
    private const int MostAsked = 200;

    /// <summary>
    /// The rows of a list as these eyes see them. Where a list has no end, whoever sees few of its rows would wait while
    /// all others are passed; so each department is asked for its first ones, by its own index.
    /// </summary>
    /// <param name="conditions">All of the filter and of sight.</param>
    /// <param name="order">Order and limit.</param>
    private string ListSql(InboxFilter filter, Sight sight, IReadOnlyList<string> conditions, string order)
    {
        var fits = string.Join(" and ", conditions);
        var ids = $"select c.id from conversation c where {fits} {order}";
        if (sight.Departments is { Count: <= MostAsked } departments && filter.DepartmentId is null
            && filter is { ContactId: null, AssigneeId: null, IncidentId: null, LabelId: null, Cause: null,
                View: InboxView.Done or InboxView.Ignored or InboxView.All })
        {
            var places = departments.Select(d => string.Create(CultureInfo.InvariantCulture, $"c.department_id = {d}"))
                .Append("c.assignee_id = @me and c.active = 0");
            if (filter.View is InboxView.All) places = places.Append("c.assignee_id = @me and c.active = 1");
            if (sight.Unrouted) places = places.Append("c.department_id is null");
            ids = string.Join(" union ", places.Select((place, i) =>
                $"select id from (select c.id from conversation c where {place} and {fits} {order}) p{i}"));
        }
        // Rows are wide: only those of the page are read and sorted.
        return $"select {ConversationRow.Columns} from conversation c where c.id in ({ids}) {order}";
    }
}
