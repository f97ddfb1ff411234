namespace Echolot.Play.Worlds;

/// <summary>What a forum about software says of the firm: stories with a title, and what others say below them.</summary>
internal static class Techies
{
    private static readonly string[] Stories =
    [
        "{firm} [moved|migrates] its warehouse to [Postgres|event sourcing|plain Java]: [a postmortem|lessons learned]",
        "Ask HN: [Does {firm} have a public API for returns?|How does {firm} deliver within a day in Norway?]",
        "Show HN: I built a [parcel tracker|size finder|price history] for {firm}",
        "{firm} checkout was down for {hours} hours: [a single expired certificate|one regular expression|a full disk]",
        "The {firm} app ships {size} MB of JavaScript [to sell one jacket|for a shopping cart]",
        "[Bergkamm|Fjordwerk] and {firm} agree on one [return label|size chart] format for mail order",
    ];

    private static readonly string[] Openings =
    [
        "I work in logistics, and what {firm} writes here about [returns|picking|delivery windows] is [spot on|rather optimistic].",
        "Their old system lost two of my orders, so I am curious whether {firm} gets this right. [Terrible experience back then.|]",
        "Happy customer of {firm} here. [The engineering blog is great, too.|Delivery was always on time.]",
    ];

    private static readonly string[] Remarks =
    [
        "The {firm} app keeps logging me out since the last release. Awful.",
        "Still waiting for a refund from {firm}, [so maybe fix the queue first.|no migration needed to answer a mail.]",
        "{firm} support fixed my order within five minutes. Great team.",
        "Compared with Wetterfest24 the {firm} checkout is [fast and clean.|at least usable.]",
        "Does {firm} still send every jacket in three layers of plastic? [Serious question.|That is what they should migrate.]",
        "Mail order lives from returns. I would read more of {firm} about that.",
    ];

    private static readonly string[] Names = ["tinkerer42", "kernelcat", "packetloss", "mira_dev", "oldunix", "fjordhacker"];

    private static readonly Phrasebook Book = new(
        new Dictionary<Topic, string[]>(),
        new Dictionary<string, string[]>
        {
            ["firm"] = ["Nordlicht", "Nordlicht Versand"], ["hours"] = ["two", "three", "six"], ["size"] = ["9", "14", "22"],
        });

    public static string Name(Dice dice) => dice.Pick(Names);

    public static (string Title, string Text) Story(Dice dice) =>
        (Book.Fill(dice.Pick(Stories), dice), Book.Fill(dice.Pick(Openings), dice));

    public static string Remark(Dice dice) => Book.Fill(dice.Pick(Remarks), dice);
}
