using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Whose eyes look: every list, count and thread is cut down to what they may see, in the data layer.</summary>
/// <param name="PersonId">Who looks; null: the product itself.</param>
/// <param name="Departments">Departments whose conversations they see; null: everything.</param>
/// <param name="Unrouted">Whether they see what belongs to no department yet.</param>
public sealed record Sight(long? PersonId, IReadOnlyList<long>? Departments, bool Unrouted = true)
{
    public static readonly Sight Everything = new(null, null);

    /// <summary>What a request may see. Who sees some departments only does not see what belongs to none.</summary>
    public static Sight Of(Actor actor) => Of(actor.Person, actor.Sees) with
    {
        MaySend = actor.May(Permission.SendReplies), MayApprove = actor.May(Permission.ApproveReplies),
    };

    /// <param name="sees">Departments whose conversations they see beside their own; null: everything.</param>
    internal static Sight Of(Person person, IReadOnlyList<long>? sees) => new(person.Id, sees, Unrouted: sees is null);

    /// <summary>Whether these eyes see what belongs so.</summary>
    public bool Sees(Belonging belongs) => Departments is null
        || PersonId is { } me && belongs.AssigneeId == me
        || (belongs.DepartmentId is { } department ? Departments.Contains(department) : Unrouted);

    /// <summary>
    /// False where whoever looks may not send though they might be allowed to, such as with a token that was given less.
    /// </summary>
    public bool MaySend { get; init; } = true;

    /// <summary>Whoever looks decides about replies of others also where they may not send.</summary>
    public bool MayApprove { get; init; }

    /// <summary>Condition on a row <c>c</c>; what is one's own is always seen.</summary>
    internal string Condition(Engine engine) => Departments is null ? "true"
        : Departments.Count == 0 && !Unrouted ? "c.assignee_id = @me"
        : $"(c.assignee_id = @me or {Sql.In(engine, "c.department_id", "departments")}{(Unrouted ? " or c.department_id is null" : "")})";

    /// <summary>
    /// Condition on an incident <c>i</c>: seen by whoever opened it and whoever sees one of its conversations at least.
    /// </summary>
    internal string IncidentCondition(Engine engine) => Departments is null ? "true"
        : $"(i.opened_by = @me or exists (select 1 from conversation c where c.incident_id = i.id and {Condition(engine)}))";

    internal void Bind(DynamicParameters values, Engine engine)
    {
        values.Add("me", PersonId ?? 0);
        if (Departments is not null) values.Add("departments", Sql.List(engine, Departments));
    }
}
