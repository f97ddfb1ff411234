using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Answers;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>
/// Conversations hold what people outside said and what people of ours answered. Erasing takes the words and the name;
/// that there was a conversation, when, and how fast it was answered stays counted.
/// </summary>
internal sealed class PersonalConversations(EcholotDb db, AnswerLibrary answers) : IHoldsPersonalData
{
    private const string Theirs =
        "(select id from identity where connector = @Connector and external_id = @Id)";

    public IReadOnlyList<string> Tables { get; } =
    [
        "conversation", "message", "conversation_event", "draft", "send", "response_target", "calendar_version",
        "conversation_field", "conversation_link", "incident", "incident_reply", "incident_sent", "dismissed_proposal", "enquiry", "enquiry_step", "inbox_view", "given", "handed",
        "workflow", "macro", "many_run", "many_item", "asked_once",
        "message_act", "answer_use", "approval", "approval_version", "approval_link", "approval_rule", "check_setting",
    ];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is { } person)
            return await RunAsync(scope, new { person }, cancel,
                "delete from draft where person_id = @person",
                "update message set person_id = null where person_id = @person",
                "update conversation_event set person_id = null where person_id = @person",
                $"update conversation_event set after = null where after = cast(@person as text) and kind = {(int)ConversationEventKind.Assigned}",
                $"update conversation_event set before = null where before = cast(@person as text) and kind = {(int)ConversationEventKind.Assigned}",
                // Older programs named several in one event.
                $"update conversation_event set after = null where kind = {(int)ConversationEventKind.NotReached} and ' ' || after || ' ' like '% ' || cast(@person as text) || ' %'",
                // What they had and is to be worked on is given out anew at once.
                $"""
                update conversation set assignee_id = null, assigned_at = null, turn_at = case when state in ({(int)ConversationState.New}, {(int)ConversationState.Open}) then 0 else turn_at end
                where assignee_id = @person
                """,
                "update send set person_id = null where person_id = @person",
                "update message_act set person_id = null where person_id = @person",
                "update response_target set changed_by = null where changed_by = @person",
                "update calendar_version set made_by = null where made_by = @person",
                "update conversation_link set made_by = null where made_by = @person",
                "update incident set opened_by = null where opened_by = @person",
                "update incident_reply set made_by = null where made_by = @person",
                "update incident_sent set by_id = null, may_send = 0 where by_id = @person",
                "update dismissed_proposal set person_id = null where person_id = @person",
                "update enquiry set asked_by = null where asked_by = @person",
                "update enquiry_step set person_id = null where person_id = @person",
                "delete from inbox_view where person_id = @person and shared = 0",
                "update inbox_view set person_id = null where person_id = @person",
                "delete from given where person_id = @person",
                "delete from handed where person_id = @person",
                "delete from many_item where run_id in (select id from many_run where asked_by = @person)",
                "delete from many_run where asked_by = @person",
                "delete from asked_once where person_id = @person",
                // Nothing is given back to them.
                $"delete from many_run where state in ({(int)ManyState.Done}, {(int)ManyState.Undone}) and change like '%\"personId\":' || cast(@person as text) || '}}%'",
                "delete from many_item where run_id not in (select id from many_run)",
                "delete from taken_along where what = 'draft' and ref = @person",
                "update many_item set before = null where before like '%\"assigneeId\":' || cast(@person as text) || ',%'",
                "update handed set by_id = null where by_id = @person",
                "update workflow set changed_by = null where changed_by = @person",
                "delete from macro where person_id = @person and shared = 0",
                "update macro set person_id = null where person_id = @person",
                "update macro set changed_by = null where changed_by = @person",
                $"update conversation_event set before = null where before = cast(@person as text) and kind = {(int)ConversationEventKind.GivenBack}",
                $"update conversation_event set after = null where kind = {(int)ConversationEventKind.Routed} and after like '%\"personId\":' || cast(@person as text) || ',%'",
                $"update conversation_event set after = null where kind = {(int)ConversationEventKind.Routed} and after like '%\"personId\":' || cast(@person as text) || '}}%'",
                "update answer_use set person_id = null where person_id = @person",
                "update approval set author_id = null where author_id = @person",
                "update approval_version set person_id = null where person_id = @person",
                "update approval_rule set changed_by = null where changed_by = @person",
                "update check_setting set changed_by = null where changed_by = @person");
        if (subject.Connector is null) return 0;
        // Answers and notes may name the person, so the words of the whole conversation go.
        const string Talks = $"(select id from conversation where identity_id in {Theirs})";
        // Somebody who was asked by mail without an account.
        const string Asked = "(select id from enquiry where mail = @Mail)";
        await answers.ForgetAsync(
            scope, await scope.Connection.QueryAsync<long>(new CommandDefinition(
                $"select id from conversation where identity_id in {Theirs}", subject, scope.Transaction, cancellationToken: cancel)));
        return await RunAsync(scope, new { subject.Connector, subject.Id, Mail = MailOf(subject) }, cancel,
            // Nothing goes out to them any more: no reply that waits or is planned, no letter, nothing that somebody approves later.
            $"""
            update approval set text = '', private_text = null, reason = null, files = null, due_at = null,
                state = case when state = {(int)ApprovalState.Waiting} then {(int)ApprovalState.Withdrawn} else state end
            where conversation_id in {Talks}
            """,
            // What stood in a field before a macro.
            $"update many_item set before = null where conversation_id in {Talks}",
            $"""
            delete from message_act where state = 'Waiting' and message_id in (select id from message where identity_id in {Theirs})
            """,
            $"update send set state = 'Undone' where state in ('Queued', 'Failed') and conversation_id in {Talks}",
            $"update conversation set unsent = 0 where unsent = 1 and id in {Talks}",
            $"""
            update incident_sent set queued_at = null, problem = '{nameof(InboxRefusal.NotFound)}'
            where queued_at is not null and conversation_id in {Talks}
            """,
            $"""
            update approval_version set text = '', private_text = null, remark = null, dropped = null
            where approval_id in (select id from approval where conversation_id in {Talks})
            """,
            $"""
            update conversation_event set after = null where kind = {(int)ConversationEventKind.CheckOverruled}
                and conversation_id in {Talks}
            """,
            // Why something of theirs was hidden stays, without the words about it.
            $"""
            update conversation_event set before = null
            where kind in ({(int)ConversationEventKind.MessageActed}, {(int)ConversationEventKind.MessageActFailed})
                and (conversation_id in {Talks} or conversation_id in (select conversation_id from message where identity_id in {Theirs}))
            """,
            $"""
            update message_act set words = null
            where message_id in (select id from message where identity_id in {Theirs} or conversation_id in {Talks})
            """,
            // What somebody wrote as a reason may name them; the levels stay as they were.
            $"""
            update conversation_event set before = null, after = null where kind = {(int)ConversationEventKind.CrisisChanged}
                and conversation_id in {Talks}
            """,
            $"update conversation set crisis_why = null where crisis_why like '%\"by\":1,%' and id in {Talks}",
            // What was sent along may be their words.
            $"update enquiry set examples = '' where incident_id in (select incident_id from conversation where identity_id in {Theirs})",
            $"delete from enquiry_link where @Connector = 'mail' and enquiry_id in {Asked}",
            $"update enquiry_step set words = '' where @Connector = 'mail' and enquiry_id in {Asked}",
            $"""
            update enquiry set name = '', mail = '', question = '', words = '', remind_at = null, ended_at = coalesce(ended_at, expires_at)
            where @Connector = 'mail' and id in {Asked}
            """,
            $"delete from draft where conversation_id in (select id from conversation where identity_id in {Theirs})",
            // The reason of a crisis may name them; what is over is not taken back then.
            $"""
            delete from many_run where state in ({(int)ManyState.Done}, {(int)ManyState.Undone}) and change like '%"crisis"%'
                and id in (select run_id from many_item where conversation_id in {Talks})
            """,
            "delete from many_item where run_id not in (select id from many_run)",
            $"update many_item set before = null where conversation_id in {Talks}",
            $"delete from conversation_field where conversation_id in (select id from conversation where identity_id in {Theirs})",
            $"delete from chat_link where conversation_id in (select id from conversation where identity_id in {Theirs})",
            $"update send set problem = null, problem_en = null where conversation_id in (select id from conversation where identity_id in {Theirs})",
            $"""
            update message set text = '', url = null, attachments = null, external_id = null, local_id = null,
                parent_id = null, deleted_at = coalesce(deleted_at, at)
            where identity_id in {Theirs} or conversation_id in (select id from conversation where identity_id in {Theirs})
            """,
            $"""
            update conversation set subject = '', snippet = '', thread = 'erased ' || id, cause = null
            where identity_id in {Theirs}
            """);
    }

    /// <summary>As it is kept; the engines do not agree on letters beyond ASCII.</summary>
    private static string MailOf(DataSubject subject) => subject.Id.Trim().ToLowerInvariant();

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var (condition, values) = subject.StaffId is { } person
            ? ("m.person_id = @person", (object)new { person })
            : ($"m.identity_id in {Theirs} or m.conversation_id in (select id from conversation where identity_id in {Theirs}) and m.leg <> 3", subject);
        foreach (var row in await connection.QueryAsync<MessageRow>(new CommandDefinition(
            $"select {MessageRow.Columns} from message m where {condition} order by m.id", values, cancellationToken: cancel)))
            yield return new("message", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["conversation"] = row.ConversationId, ["at"] = Stored.Time(row.At), ["text"] = row.Text,
                ["direction"] = ((Direction)row.Direction).ToString(), ["kind"] = ((MessageKind)row.Leg).ToString(),
            });
        if (subject.Connector is not "mail") yield break;
        foreach (var row in await connection.QueryAsync<EnquiryRow>(new CommandDefinition(
            $"select {EnquiryRow.Columns} from enquiry e where e.mail = @Mail order by e.id", new { Mail = MailOf(subject) },
            cancellationToken: cancel)))
            yield return new("enquiry", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["name"] = row.Name, ["mail"] = row.Mail, ["asked_at"] = Stored.Time(row.AskedAt), ["question"] = row.Question,
                ["answer"] = row.Words, ["fix_on"] = row.FixOn, ["answered_at"] = Stored.Time(row.AnsweredAt),
            });
    }

    /// <summary>Conversations that are over go with everything in them; one that is open stays, however old.</summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        const string Old = "(select id from conversation where active = 0 and last_at < @before)";
        const string OldEnquiries = "(select id from enquiry where coalesce(ended_at, expires_at) < @before)";
        return await RunAsync(scope, new { before = before.ToUnixTimeMilliseconds() }, cancel,
            $"delete from draft where conversation_id in {Old}", $"delete from send where conversation_id in {Old}",
            $"delete from approval_link where approval_id in (select id from approval where conversation_id in {Old})",
            $"delete from approval_version where approval_id in (select id from approval where conversation_id in {Old})",
            $"delete from approval where conversation_id in {Old}",
            $"update answer_use set message_id = null, asked_id = null where conversation_id in {Old}",
            $"delete from conversation_event where conversation_id in {Old}",
            $"delete from handed where conversation_id in {Old}",
            $"delete from workflow_try where conversation_id in {Old}",
            $"delete from workflow_hit where conversation_id in {Old}",
            $"delete from message_act where message_id in (select id from message where conversation_id in {Old})",
            $"delete from message where conversation_id in {Old}",
            $"delete from conversation_field where conversation_id in {Old}",
            $"delete from conversation_label where conversation_id in {Old}",
            $"delete from taken_along where merged_id in {Old}",
            $"delete from many_item where conversation_id in {Old} or run_id in (select id from many_run where asked_at < @before)",
            "delete from many_run where asked_at < @before",
            "delete from asked_once where at < @before",
            $"delete from conversation_link where low_id in {Old} or high_id in {Old}",
            $"delete from incident_sent where conversation_id in {Old}",
            $"delete from chat_link where conversation_id in {Old}",
            $"delete from opinion_not where conversation_id in {Old}",
            "delete from dismissed_proposal where at < @before",
            $"delete from enquiry_link where enquiry_id in {OldEnquiries}", $"delete from enquiry_step where enquiry_id in {OldEnquiries}",
            $"delete from enquiry where id in {OldEnquiries}",
            "delete from conversation where active = 0 and last_at < @before");
    }

    private static async Task<int> RunAsync(
        WriteScope scope, object values, CancellationToken cancel, params string[] statements)
    {
        var touched = 0;
        foreach (var sql in statements)
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, values, scope.Transaction, cancellationToken: cancel));
        return touched;
    }
}
