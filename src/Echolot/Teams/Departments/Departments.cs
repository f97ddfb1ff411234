using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

public sealed partial class Roster
{
    /// <summary>Most characters of the name of a department.</summary>
    public const int LongestDepartmentName = 80;

    /// <summary>Levels of the tree: more than any house has, and a bound for what walks it.</summary>
    public const int DeepestDepartment = 10;

    private const int MostSkills = 40;
    private const int LongestSkill = 60;

    /// <summary>Every department in the order of the tree, each level by name.</summary>
    public async Task<Departments> DepartmentsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await DepartmentsAsync(read, null, cancel);
    }

    /// <summary>Adds a department, or changes where one stands and what it is called.</summary>
    /// <exception cref="RosterException">Not allowed, the name is empty, or it would be below itself.</exception>
    public async Task<Department> SaveDepartmentAsync(Actor by, long? id, DepartmentDraft draft, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        var name = draft.Name.Trim();
        if (name.Length is 0 or > LongestDepartmentName)
            throw new RosterException(
                RosterRefusal.NameMissing, $"A department needs a name of 1 to {LongestDepartmentName} characters.");
        return await db.WriteAsync(async scope =>
        {
            // One at a time: two moves at once could make a circle.
            await SerialiseAsync(scope);
            var there = await DepartmentsAsync(scope.Connection, scope.Transaction, cancel);
            if (id is { } known && there.Find(known) is null) throw NoDepartment(known);
            if (draft.ParentId is { } above)
            {
                if (there.Find(above) is not { } parent) throw NoDepartment(above);
                var depth = id is { } moved ? there.Within(moved).Max(d => d.Level) - there.Find(moved)!.Level + 1 : 1;
                if (id is { } self && there.Within(self).Any(d => d.Id == above) || parent.Level + depth > DeepestDepartment)
                    throw new RosterException(
                        RosterRefusal.DepartmentPlace,
                        $"A department cannot stand below itself nor deeper than {DeepestDepartment} levels; choose another place.");
            }
            if (draft.Catches)
                await scope.Connection.ExecuteAsync(
                    "update department set catches = 0 where catches = 1", transaction: scope.Transaction);
            var row = new DepartmentRow
            {
                Id = id ?? 0, Name = name, ParentId = draft.ParentId, CalendarId = draft.CalendarId,
                Locked = draft.Locked ? 1 : 0, Catches = draft.Catches ? 1 : 0, Strategy = (long)Strategy.ByHand,
                Otherwise = (long)Strategy.LeastLoad, ChangedAt = Now, ChangedBy = by.Person.Id,
            };
            var saved = await scope.Connection.ExecuteScalarAsync<long>(id is null
                ? """
                insert into department (name, parent_id, calendar_id, locked, catches, strategy, otherwise, changed_at, changed_by)
                values (@Name, @ParentId, @CalendarId, @Locked, @Catches, @Strategy, @Otherwise, @ChangedAt, @ChangedBy)
                returning id
                """
                : """
                update department set name = @Name, parent_id = @ParentId, calendar_id = @CalendarId, locked = @Locked,
                    catches = @Catches, changed_at = @ChangedAt, changed_by = @ChangedBy
                where id = @Id returning id
                """, row, scope.Transaction);
            await RecordAsync(scope, by, id is null ? "department.added" : "department.changed", saved, null, cancel);
            return (await DepartmentsAsync(scope.Connection, scope.Transaction, cancel)).Find(saved)!;
        }, cancel);
    }

    /// <summary>Says who works in a department.</summary>
    /// <exception cref="RosterException">Not allowed, or the department or one of them is gone.</exception>
    public Task SetMembersAsync(Actor by, long id, IReadOnlyList<long> people, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        return db.WriteAsync(async scope =>
        {
            await ExistingDepartmentAsync(scope, id, cancel);
            foreach (var person in people) await ExistingAsync(scope, person);
            await scope.Connection.ExecuteAsync(
                "delete from department_member where department_id = @id", new { id }, scope.Transaction);
            foreach (var person in people.Distinct())
                await scope.Connection.ExecuteAsync(
                    "insert into department_member (department_id, person_id) values (@DepartmentId, @PersonId)",
                    new MemberRow(id, person), scope.Transaction);
            await RecordAsync(
                scope, by, "department.members", id, string.Join(' ', people.Distinct().Order()), cancel);
        }, cancel);
    }

    /// <summary>Says how a department gives conversations to its people.</summary>
    /// <exception cref="RosterException">Not allowed, the department is gone, or the time is none.</exception>
    public Task SetDistributionAsync(Actor by, long id, Distribution distribution, CancellationToken cancel)
    {
        Demand(by, Permission.EditCare);
        if (distribution.ReturnAfter is <= 0 or > 60 * 24 * 30)
            throw new RosterException(
                RosterRefusal.TimeInvalid, "The time until it is given back is between a minute and thirty days.");
        var otherwise = distribution.Otherwise is Strategy.InTurn or Strategy.LongestIdle
            ? distribution.Otherwise
            : Strategy.LeastLoad;
        return db.WriteAsync(async scope =>
        {
            await ExistingDepartmentAsync(scope, id, cancel);
            await scope.Connection.ExecuteAsync(
                """
                update department set strategy = @strategy, otherwise = @otherwise, return_min = @ReturnAfter,
                    changed_at = @Now, changed_by = @person
                where id = @id
                """,
                new
                {
                    id, strategy = (long)distribution.Strategy, otherwise = (long)otherwise, distribution.ReturnAfter,
                    Now, person = by.Person.Id,
                }, scope.Transaction);
            await RecordAsync(
                scope, by, "department.distribution", id, distribution.Strategy.ToString(), cancel);
        }, cancel);
    }

    /// <summary>Removes a department: what is below and what it had go to the one above.</summary>
    /// <exception cref="RosterException">Not allowed.</exception>
    public Task RemoveDepartmentAsync(Actor by, long id, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        return db.WriteAsync(async scope =>
        {
            await SerialiseAsync(scope);
            var gone = await ExistingDepartmentAsync(scope, id, cancel);
            var into = gone.Draft.ParentId;
            foreach (var sql in new[]
            {
                "update department set parent_id = @into where parent_id = @id",
                "delete from department_member where department_id = @id",
                "delete from department where id = @id",
            })
                await scope.Connection.ExecuteAsync(sql, new { id, into }, scope.Transaction);
            await bus.PublishAsync(scope, new DepartmentRemoved(id, into), cancel);
            await RecordAsync(scope, by, "department.removed", id, null, cancel);
        }, cancel);
    }

    /// <summary>What everybody brings to the care desk, by person; who is not in it has <see cref="Seat.Of"/>.</summary>
    public async Task<IReadOnlyDictionary<long, Seat>> SeatsAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return (await read.QueryAsync<SeatRow>(new CommandDefinition(
            $"select {SeatRow.Columns} from seat", cancellationToken: cancel))).ToDictionary(s => s.PersonId, s => s.AsSeat());
    }

    /// <summary>
    /// Says what somebody brings. How far they see is said by those who may change people, and stays as it is where
    /// others change the rest.
    /// </summary>
    /// <exception cref="RosterException">Not allowed, the person is gone, or a word is too long.</exception>
    public Task SaveSeatAsync(Actor by, Seat seat, CancellationToken cancel)
    {
        Demand(by, Permission.EditCare);
        var (skills, languages) = (Words(seat.Skills), Words(seat.Languages.Select(l => l.ToLowerInvariant())));
        if (seat.Capacity is < 0 or > 1000)
            throw new RosterException(RosterRefusal.CapacityInvalid, "The capacity is between 0 and 1000 points.");
        return db.WriteAsync(async scope =>
        {
            await ExistingAsync(scope, seat.PersonId);
            var before = await scope.Connection.QuerySingleOrDefaultAsync<SeatRow>(
                $"select {SeatRow.Columns} from seat where person_id = @PersonId", new { seat.PersonId }, scope.Transaction);
            var reach = by.May(Permission.EditPeople) ? (long)seat.Reach : before?.Reach ?? (long)Reach.All;
            await scope.Connection.ExecuteAsync(
                """
                insert into seat (person_id, reach, capacity, skills, languages)
                values (@PersonId, @Reach, @Capacity, @Skills, @Languages)
                on conflict (person_id) do update set reach = excluded.reach, capacity = excluded.capacity,
                    skills = excluded.skills, languages = excluded.languages
                """,
                new SeatRow
                {
                    PersonId = seat.PersonId, Reach = reach, Capacity = seat.Capacity,
                    Skills = JsonSerializer.Serialize(skills), Languages = JsonSerializer.Serialize(languages),
                }, scope.Transaction);
            await privacy.RecordAsync(
                scope, by.Person.Id, "person.seat",
                string.Create(CultureInfo.InvariantCulture, $"person:{seat.PersonId}"), ((Reach)reach).ToString(), cancel);
        }, cancel);
    }

    /// <summary>Departments whose conversations somebody sees; null: everything. What is their own is beside it.</summary>
    public async Task<IReadOnlyList<long>?> SeesAsync(long personId, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return await SeesAsync(read, personId);
    }

    /// <summary>As <see cref="SeesAsync(long, CancellationToken)"/> for all at once; who is not in it sees everything.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> SeesAsync(CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        return (await read.QueryAsync<(long Person, long? Department)>(new CommandDefinition(
            $"""
            with recursive below (person_id, reach, id) as (
                select m.person_id, s.reach, m.department_id from department_member m join seat s on s.person_id = m.person_id
                where s.reach in ({(int)Reach.Team}, {(int)Reach.Subtree})
                union select b.person_id, b.reach, d.id from below b join department d on d.parent_id = b.id
                where b.reach = {(int)Reach.Subtree})
            select s.person_id, b.id from seat s left join below b on b.person_id = s.person_id
            where s.reach <> {(int)Reach.All} order by s.person_id, b.id
            """, cancellationToken: cancel)))
            .GroupBy(s => s.Person, s => s.Department)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<long>)[.. g.OfType<long>()]);
    }

    private static async Task<IReadOnlyList<long>?> SeesAsync(DbConnection read, long personId)
    {
        var reach = (Reach)(await read.ExecuteScalarAsync<long?>(
            "select reach from seat where person_id = @personId", new { personId }) ?? (long)Reach.All);
        if (reach is Reach.All) return null;
        if (reach is Reach.Own) return [];
        return [.. await read.QueryAsync<long>(reach is Reach.Team
            ? "select department_id from department_member where person_id = @personId order by department_id"
            : """
            with recursive below (id) as (
                select department_id from department_member where person_id = @personId
                union select d.id from department d join below b on d.parent_id = b.id)
            select id from below order by id
            """, new { personId })];
    }

    private static async Task<Departments> DepartmentsAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken cancel)
    {
        var rows = (await connection.QueryAsync<DepartmentRow>(new CommandDefinition(
            $"select {DepartmentRow.Columns} from department order by lower(name), id", transaction: transaction,
            cancellationToken: cancel))).AsList();
        if (rows.Count == 0) return new([]);
        var members = (await connection.QueryAsync<(long Department, long Person)>(new CommandDefinition(
            "select department_id, person_id from department_member order by person_id", transaction: transaction,
            cancellationToken: cancel))).ToLookup(m => m.Department, m => m.Person);
        var known = rows.Select(r => r.Id).ToHashSet();
        var below = rows.ToLookup(r => r.ParentId is { } above && known.Contains(above) ? above : 0);
        var all = new List<Department>(rows.Count);
        Add(0, "", 1);
        return new(all);

        void Add(long above, string path, int level)
        {
            foreach (var row in below[above])
            {
                var own = path.Length == 0 ? row.Name : $"{path} / {row.Name}";
                all.Add(new(row.Id, row.AsDraft(), row.AsDistribution(), [.. members[row.Id]], own, level));
                Add(row.Id, own, level + 1);
            }
        }
    }

    private static async Task<Department> ExistingDepartmentAsync(WriteScope scope, long id, CancellationToken cancel) =>
        (await DepartmentsAsync(scope.Connection, scope.Transaction, cancel)).Find(id) ?? throw NoDepartment(id);

    private Task RecordAsync(
        WriteScope scope, Actor by, string what, long department, string? detail, CancellationToken cancel) =>
        privacy.RecordAsync(
            scope, by.Person.Id, what, string.Create(CultureInfo.InvariantCulture, $"department:{department}"), detail,
            cancel);

    private static List<string> Words(IEnumerable<string> words)
    {
        var clean = words.Select(w => w.Trim()).Where(w => w.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return clean.Count <= MostSkills && clean.All(w => w.Length <= LongestSkill)
            ? clean
            : throw new RosterException(
                RosterRefusal.SkillInvalid,
                $"There are {MostSkills} words of {LongestSkill} characters at most; leave some out or shorten them.");
    }

    private static RosterException NoDepartment(long id) =>
        new(RosterRefusal.NotFound, $"There is no department {id}; reload the list of departments.");
}
