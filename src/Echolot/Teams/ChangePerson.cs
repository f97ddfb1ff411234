using System.Text.Json;
using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

public sealed partial class Roster
{
    /// <summary>Changes a person; deactivating signs them out everywhere and stops their tokens.</summary>
    /// <exception cref="RosterException">
    /// Not allowed, not found, a field is refused, or the last active administrator would be gone.
    /// </exception>
    public Task ChangeAsync(Actor by, long id, PersonDraft draft, bool active, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        Demand(by, Roles.PermissionsOf(draft.Role));
        Check(Refusal(draft));
        return db.WriteAsync(
            async scope =>
            {
                await SerialiseAsync(scope);
                var before = (await ExistingAsync(scope, id)).ToPerson();
                Demand(by, before.Permissions);
                Check(LastAdministrator(before, draft.Role, active, await OtherAdministratorsAsync(scope, id)));
                var taken = await scope.Connection.ExecuteScalarAsync<long>(
                    "select count(*) from person where email_key = @key and id <> @id",
                    new { id, key = Emails.Key(draft.Email) },
                    scope.Transaction);
                if (taken > 0)
                    throw EmailTaken();
                await scope.Connection.ExecuteAsync(
                    """
                    update person set email = @email, email_key = @key, name = @name, role = @role,
                        language = @language,
                        time_zone = @timeZone, active = @active, role_since = @since
                    where id = @id
                    """,
                    new
                    {
                        id, email = draft.Email.Trim(), key = Emails.Key(draft.Email), name = draft.Name.Trim(),
                        role = draft.Role.ToString(),
                        language = draft.Language, timeZone = draft.TimeZone, active = active ? 1L : 0L,
                        since = before.Role == draft.Role && before.Active == active ? before.RoleSince.ToUnixTimeMilliseconds() : Now,
                    },
                    scope.Transaction);
                if (!active)
                    await scope.Connection.ExecuteAsync(
                        "delete from session where person_id = @id", new { id }, scope.Transaction);
                await TellAsync(scope, id, WhatHappened(before, draft.Role, active), by.Person.Id, cancel);
            },
            cancel);
    }

    /// <summary>Own settings: name, language, time zone, theme (<c>light dark system</c>).</summary>
    public Task ChangeOwnAsync(
        Actor by, string name, string language, string timeZone, string theme, CancellationToken cancel)
    {
        Check(Refusal(name, language, timeZone));
        if (!Themes.Contains(theme))
            throw new RosterException(
                RosterRefusal.UnknownTheme, $"The theme '{theme}' is not one of {string.Join(", ", Themes)}.");
        return db.WriteAsync(
            async scope =>
            {
                await scope.Connection.ExecuteAsync(
                    "update person set name = @name, language = @language, time_zone = @timeZone, theme = @theme "
                    + "where id = @id",
                    new { id = by.Person.Id, name = name.Trim(), language, timeZone, theme },
                    scope.Transaction);
                await TellAsync(scope, by.Person.Id, PersonEvent.SettingsChanged, by.Person.Id, cancel);
            },
            cancel);
    }

    /// <summary>Whether single keys do nothing on pages (WCAG 2.1.4).</summary>
    public Task SetKeysOffAsync(Actor by, bool off, CancellationToken cancel) => db.WriteAsync(
        async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update person set keys_off = @off where id = @id",
                new { id = by.Person.Id, off = off ? 1L : 0L }, scope.Transaction);
            await TellAsync(scope, by.Person.Id, PersonEvent.SettingsChanged, by.Person.Id, cancel);
        },
        cancel);

    /// <summary>Puts keys of the care desk elsewhere for oneself.</summary>
    /// <param name="keys">The key as it is shipped, and the own one; empty: as shipped. Which keys there are the desk knows.</param>
    /// <exception cref="ArgumentException">Too many, or none that is a single key.</exception>
    public Task SetDeskKeysAsync(Actor by, IReadOnlyDictionary<string, string> keys, CancellationToken cancel)
    {
        if (keys.Count > 100 || keys.Any(k => k.Key.Length != 1 || k.Value.Length != 1))
            throw new ArgumentException("Each key is one sign, and there are 100 of them at most.", nameof(keys));
        return db.WriteAsync(
            async scope =>
            {
                await scope.Connection.ExecuteAsync(
                    "update person set desk_keys = @keys where id = @id",
                    new { id = by.Person.Id, keys = keys.Count == 0 ? null : JsonSerializer.Serialize(keys) }, scope.Transaction);
                await TellAsync(scope, by.Person.Id, PersonEvent.SettingsChanged, by.Person.Id, cancel);
            },
            cancel);
    }

    /// <summary>How close together the rows of the own work lists stand.</summary>
    public Task SetCompactListsAsync(Actor by, bool compact, CancellationToken cancel) => db.WriteAsync(
        async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "update person set compact_lists = @compact where id = @id",
                new { id = by.Person.Id, compact = compact ? 1L : 0L }, scope.Transaction);
            await TellAsync(scope, by.Person.Id, PersonEvent.SettingsChanged, by.Person.Id, cancel);
        },
        cancel);

    /// <summary>
    /// Changes the own password; false when the current one is wrong. Signs out everywhere, also here.
    /// </summary>
    /// <exception cref="RosterException">The new password is refused.</exception>
    public async Task<bool> ChangePasswordAsync(Actor by, string current, string next, CancellationToken cancel)
    {
        Check(Passwords.Refusal(next, by.Person.Email));
        PersonRow? row;
        await using (var read = await db.ReadAsync(cancel))
            row = await RowAsync(read, null, by.Person.Id);
        if (!await Passwords.CheckAsync(current, row?.PasswordHash, cancel) || row is null)
            return false;
        var hash = await Task.Run(() => Passwords.Hash(next), cancel);
        await db.WriteAsync(
            async scope =>
            {
                await SetPasswordAsync(scope, row.ToPerson(), hash);
                await TellAsync(scope, row.Id, PersonEvent.PasswordChanged, row.Id, cancel);
            },
            cancel);
        return true;
    }

    /// <summary>
    /// Refuses what would leave the workspace without an active administrator: nobody could ever repair that.
    /// </summary>
    internal static RosterException? LastAdministrator(
        Person before, Role role, bool active, long otherAdministrators) =>
        before is { Role: Role.Administrator, Active: true } && otherAdministrators == 0
            && (role != Role.Administrator || !active)
            ? new(
                RosterRefusal.LastAdministrator,
                "This is the last active administrator; make somebody else administrator first.")
            : null;

    private static PersonEvent WhatHappened(Person before, Role role, bool active) =>
        before.Active && !active ? PersonEvent.Deactivated
        : !before.Active && active ? PersonEvent.Reactivated
        : before.Role != role ? PersonEvent.RoleChanged
        : PersonEvent.Changed;

    private static Task<long> OtherAdministratorsAsync(WriteScope scope, long id) =>
        scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from person where id <> @id and active = 1 and role = @role and password_hash is not null",
            new { id, role = nameof(Role.Administrator) },
            scope.Transaction);

    /// <summary>
    /// On PostgreSQL two administrators could demote each other at the same moment; the row lock lets one come second.
    /// </summary>
    internal static Task SerialiseAsync(WriteScope scope) =>
        scope.Connection.ExecuteAsync("update workspace set name = name where id = 1", transaction: scope.Transaction);
}
