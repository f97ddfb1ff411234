using System.Globalization;
using Echolot.Conversations;
using Echolot.Mentions;

namespace Echolot.Web.Conversations;

/// <summary>Reads a workflow from its form.</summary>
internal static class WorkflowForm
{
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
        var actions = new List<WorkflowAction>();
        Add(WorkflowActionKind.Department, Id("toDepartment"));
        Add(WorkflowActionKind.Assign, Id("toPerson"));
        if (form.ContainsKey("route")) actions.Add(new(WorkflowActionKind.Route));
        Add(WorkflowActionKind.Priority, (long?)One<Priority>("priority"));
        Add(WorkflowActionKind.Label, Id("label"));
        Add(WorkflowActionKind.Crisis, Number("crisisTo"));
        // Before the state: what closing asks for is there then.
        if (Id("toField") is { } field) actions.Add(new(WorkflowActionKind.Field, field, form["fieldValue"].ToString().Trim()));
        if (form["toCause"].ToString().Trim() is { Length: > 0 } cause) actions.Add(new(WorkflowActionKind.Cause, Text: cause));
        Add(WorkflowActionKind.State, (long?)One<ConversationState>("state"));
        Add(WorkflowActionKind.Snooze, Number("snooze") is > 0 and var snooze ? snooze : null);
        if (form["note"].ToString().Trim() is { Length: > 0 } note) actions.Add(new(WorkflowActionKind.Note, Text: note));
        Add(WorkflowActionKind.TellPerson, Id("tellPerson"));
        Add(WorkflowActionKind.TellDepartment, Id("tellDepartment"));
        if (form.ContainsKey("takeOut")) actions.Add(new(WorkflowActionKind.TakeOut));
        return (new(
            form["name"].ToString(), trigger, condition, actions, form["folder"].ToString(),
            trigger.NeedsMinutes() ? (int?)Number("minutes") : null, trigger.NeedsMinutes() ? Id("calendar") : null,
            form.ContainsKey("active"), form.ContainsKey("stops")), errors);

        void Add(WorkflowActionKind kind, long? value)
        {
            if (value is { } chosen) actions.Add(new(kind, chosen));
        }

        long? Number(string name)
        {
            var text = form[name].ToString().Trim();
            if (text.Length == 0) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            errors[name] = WorkflowText.WrongNumber.With(text);
            return null;
        }

        long? Id(string name) =>
            long.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

        bool? YesNo(string name) => form[name].ToString() switch { "yes" => true, "no" => false, _ => null };

        T? One<T>(string name) where T : struct, Enum =>
            Enum.TryParse<T>(form[name], out var one) && Enum.IsDefined(one) ? one : null;

        IReadOnlyList<T> All<T>(string name) where T : struct, Enum => [.. form[name]
            .Select(text => Enum.TryParse<T>(text, out var one) && Enum.IsDefined(one) ? one : (T?)null).OfType<T>()];

        IReadOnlyList<long> Ids(string name) => [.. form[name]
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null)
            .OfType<long>()];

        IReadOnlyList<string> Texts(string name) => [.. form[name].OfType<string>().Where(text => text.Length is > 0 and <= 60)];
    }
}
