using Echolot.Alerts;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Mentions;

namespace Echolot.Web.Conversations;

/// <summary>Everything that workflows name by an id, for choosing and for reading.</summary>
public sealed record WorkflowNames(
    Departments Departments, IReadOnlyList<Person> People, KnownLabels Labels, IReadOnlyList<NamedCalendar> Calendars,
    IReadOnlyList<ConnectorDescription> Connectors, IReadOnlyList<Voice> Voices, IReadOnlyList<CareField> Fields)
{
    public static async Task<WorkflowNames> ReadAsync(
        Roster roster, Archive archive, SourceRunner runner, Inbox inbox, AlertDesk desk, CancellationToken cancel) => new(
        await roster.DepartmentsAsync(cancel), await roster.PeopleAsync(cancel), await KnownLabels.ReadAsync(archive, cancel),
        await roster.CalendarsAsync(cancel), [.. runner.Connectors.Select(c => c.Description)],
        await inbox.VoicesAsync(null, cancel), await inbox.FieldsAsync(cancel))
    {
        Webhooks = await desk.WebhooksAsync(cancel),
    };

    /// <summary>What workflows can call.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <summary>Titles of the library, for macros.</summary>
    public IReadOnlyDictionary<long, string> Answers { get; init; } = new Dictionary<long, string>();

    /// <summary>What macros name.</summary>
    public static async Task<WorkflowNames> OfMacrosAsync(
        Roster roster, Archive archive, Inbox inbox, AnswerLibrary library, CancellationToken cancel) => new(
        await roster.DepartmentsAsync(cancel), await roster.PeopleAsync(cancel), await KnownLabels.ReadAsync(archive, cancel), [], [], [],
        await inbox.FieldsAsync(cancel))
    {
        Answers = (await library.ShelfAsync(cancel)).Items.OrderBy(i => i.Title, StringComparer.CurrentCultureIgnoreCase)
            .ToDictionary(i => i.Id, i => i.Title),
    };

    public string Department(long id) => Departments.Find(id)?.Path ?? DepartmentsText.None;

    public string Person(long id) => People.FirstOrDefault(p => p.Id == id)?.Name ?? InboxText.FormerColleague;

    public string Label(long id) => Labels.Name(id);

    public string Field(long id) => Fields.FirstOrDefault(f => f.Id == id)?.Name ?? "–";

    public string Webhook(long id) => Webhooks.FirstOrDefault(w => w.Id == id)?.Name ?? "–";

    public string? Calendar(long? id) => Calendars.FirstOrDefault(c => c.Id == id)?.Name;

    public string Channel(string name) => Connectors.FirstOrDefault(c => c.Name == name)?.Title ?? name;

    public string Source(long id) => Voices.FirstOrDefault(v => v.SourceId == id)?.Name ?? "–";
}
