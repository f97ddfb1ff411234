using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public abstract partial class GoingOnContract
{
    [Fact]
    public async Task The_word_on_closing_leaves_with_the_closing_and_before_the_question()
    {
        await _opinions.AskOfSourceAsync(_source.Id, true, null, Cancel);
        var talk = await ComplainedAsync();
        await HandOverAsync(talk);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Count(m => m.Send?.State is SendState.Sent) == 2);
        await SayAsync("private", "4711", ItemKind.DirectMessage, TalkingNetwork.IdOf(_network.Posted[1]));
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.State is ConversationState.Open);

        var word = new ReplyDraft(Leg.Public, "Alles geklärt, danke!", NextState: ConversationState.Done)
        {
            Enters = new(ConversationState.Done, Cause: "Zusteller"),
        };
        // What cannot be said does not close it.
        await Should.ThrowAsync<InboxException>(() => Inbox.SendReplyAsync(
            talk, word with { Text = new string('x', 301) }, _mira, Cancel));
        (await ThreadAsync(talk)).Conversation.State.ShouldBe(ConversationState.Open);

        await Inbox.SendReplyAsync(talk, word, _mira, Cancel);
        var closed = (await ThreadAsync(talk)).Conversation;
        (closed.State, closed.Cause).ShouldBe((ConversationState.Done, "Zusteller"));
        await UntilAsync(async () => (await _opinions.OfAsync(talk, Cancel)).Count == 1);
        _clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => _network.Posted.Count == 4);
        _network.Posted.Select(p => p.Leg).ShouldBe([Leg.Public, Leg.Private, Leg.Public, Leg.Private]);
        (await ThreadAsync(talk)).Conversation.State.ShouldBe(ConversationState.Done);
    }
}
