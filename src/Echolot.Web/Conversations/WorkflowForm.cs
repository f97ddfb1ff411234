using System.Globalization;
using Echolot.Conversations;
using Echolot.Mentions;

namespace Echolot.Web.Conversations;

/// <summary>Reads a workflow, or what a macro does, from its form.</summary>
internal static class WorkflowForm
{
    /// <summary>Whoever runs a macro.</summary>
    public const string Me = "me";

    /// <summary>The draft as far as it could be read, with what is wrong by field.</summary>
    public static (WorkflowDraft Draft, Dictionary<string, string> Errors) Read(IFormCollection form)
    {
        var errors = new Dictionary<string, string>();
        var trigger = Enum.TryParse<WorkflowTrigger>(form["trigger"], out var starts) && Enum.IsDefined(starts)
            ? starts
            : WorkflowTrigger.Opened;
        var condition = new WorkflowCondition
        {
            Query = form["query"].ToString().Trim() is { Length: > 0 } query ? query : null,
            Sentiments = All<Sentiment>("tone"), Languages = Texts("language"), Labels = Ids("labels"),
            Crisis = (int?)Number("crisis"), Followers = Number("followers"),
            KnownContact = YesNo("contact"), Connectors = Texts("channel"), Sources = Ids("source"),
            Leg = One<WorkflowLeg>("leg") ?? WorkflowLeg.Any, Above = One<Priority>("above"), Departments = Ids("departments"),
            States = All<ConversationState>("states"), Assigned = YesNo("assigned"),
            Hours = One<WorkflowHours>("hours") ?? WorkflowHours.Any, CalendarId = Id("hoursCalendar"),
        };
        var actions = Actions(form, errors);
        return (new(
            form["name"].ToString(), trigger, condition, actions, form["folder"].ToString(),
            trigger.NeedsMinutes() ? (int?)Number("minutes") : null, trigger.NeedsMinutes() ? Id("calendar") : null,
            form.ContainsKey("active"), form.ContainsKey("stops")), errors);

        long? Number(string name) => WorkflowForm.Number(form, name, errors);

        long? Id(string name) => WorkflowForm.Id(form, name);

        bool? YesNo(string name) => form[name].ToString() switch { "yes" => true, "no" => false, _ => null };

        T? One<T>(string name) where T : struct, Enum => WorkflowForm.One<T>(form, name);

        IReadOnlyList<T> All<T>(string name) where T : struct, Enum => [.. form[name]
            .Select(text => Enum.TryParse<T>(text, out var one) && Enum.IsDefined(one) ? one : (T?)null).OfType<T>()];

        IReadOnlyList<long> Ids(string name) => [.. form[name]
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null)
            .OfType<long>()];

        IReadOnlyList<string> Texts(string name) => [.. form[name].OfType<string>().Where(text => text.Length is > 0 and <= 60)];
    }
    /// <summary>What is done, in the order in which it is done.</summary>
    /// <param name="macro">It is done by a macro, which replies and tells nobody.</param>
    public static List<WorkflowAction> Actions(IFormCollection form, Dictionary<string, string> errors, bool macro = false)
    {
        var actions = new List<WorkflowAction>();
        Add(WorkflowActionKind.Department, Id(form, "toDepartment"));
        if (macro && form["toPerson"] == Me) actions.Add(new(WorkflowActionKind.Assign));
        else Add(WorkflowActionKind.Assign, Id(form, "toPerson"));
        if (form.ContainsKey("route")) actions.Add(new(WorkflowActionKind.Route));
        Add(WorkflowActionKind.Priority, (long?)One<Priority>(form, "priority"));
        Add(WorkflowActionKind.Label, Id(form, "label"));
        if (!macro) Add(WorkflowActionKind.Crisis, Number(form, "crisisTo", errors));
        // Before the state: what closing asks for is there then.
        if (Id(form, "toField") is { } field) actions.Add(new(WorkflowActionKind.Field, field, Said("fieldValue")));
        if (Said("toCause") is { Length: > 0 } cause) actions.Add(new(WorkflowActionKind.Cause, Text: cause));
        Add(WorkflowActionKind.State, (long?)One<ConversationState>(form, "state"));
        Add(WorkflowActionKind.Snooze, Number(form, "snooze", errors) is > 0 and var snooze ? snooze : null);
        if (Said("note") is { Length: > 0 } note) actions.Add(new(WorkflowActionKind.Note, Text: note));
        if (macro)
        {
            if (Id(form, "answer") is { } answer) actions.Add(new(WorkflowActionKind.Reply, answer));
            else if (Said("reply") is { Length: > 0 } reply) actions.Add(new(WorkflowActionKind.Reply, Text: reply));
            if (form.ContainsKey("send")) actions.Add(new(WorkflowActionKind.Send));
            return actions;
        }
        Add(WorkflowActionKind.TellPerson, Id(form, "tellPerson"));
        Add(WorkflowActionKind.TellDepartment, Id(form, "tellDepartment"));
        Add(WorkflowActionKind.Webhook, Id(form, "webhook"));
        if (form.ContainsKey("takeOut")) actions.Add(new(WorkflowActionKind.TakeOut));
        return actions;

        void Add(WorkflowActionKind kind, long? value)
        {
            if (value is { } chosen) actions.Add(new(kind, chosen));
        }

        string Said(string name) => form[name].ToString().Trim();
    }

    private static long? Number(IFormCollection form, string name, Dictionary<string, string> errors)
    {
        var text = form[name].ToString().Trim();
        if (text.Length == 0) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        errors[name] = WorkflowText.WrongNumber.With(text);
        return null;
    }

    private static long? Id(IFormCollection form, string name) =>
        long.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static T? One<T>(IFormCollection form, string name) where T : struct, Enum =>
        Enum.TryParse<T>(form[name], out var one) && Enum.IsDefined(one) ? one : null;
}
