namespace Echolot.Play.Worlds;

/// <summary>How English-speaking customers and observers write.</summary>
internal static class English
{
    public static readonly Phrasebook Book = new(
        new Dictionary<Topic, string[]>
        {
            [Topic.Delivery] =
            [
                "Still waiting for {parcel} from {brand}, [{days} days now|ordered {days} days ago]. [No reply to my mail.|Tracking has not moved.] {angry}",
                "{brand} [lost my order|delivered to the wrong address]. [Anyone else?|Not impressed.|Never again.] {angry}",
                "Ordered {item} from {brand} on {weekday}, arrived [the next day|two days later]. [Impressive.|Thanks!] {happy}",
                "Hi {brand}, when will {item} [ship to Ireland|be back in stock]? [Thanks.|]",
            ],
            [Topic.Returns] =
            [
                "Returned {item} to {brand} {days} days ago, [still no refund|refund nowhere to be seen]. {angry}",
                "Refund from {brand} came through in two days. [Smooth.|No fuss at all.] {happy}",
                "Since when does {brand} charge {euro} euro for returns? {angry}",
            ],
            [Topic.Quality] =
            [
                "Zip on {item} broke after {days} weeks. [Really disappointed|Poor quality], {brand}. {angry}",
                "{item} by {brand} [keeps me dry|is brilliant|is worth every cent]. [Love it.|Best jacket I own.] {happy}",
                "Review: {item} by {brand}. [Well made, a bit heavy.|Decent for the price.|Good cut, average hood.] {link}",
            ],
            [Topic.Hotline] =
            [
                "[40|55] minutes on hold with {brand} and then [cut off|told to send a mail]. [Terrible service.|Shocking.] {angry}",
                "Customer service at {brand} [was lovely|sorted it in five minutes]. [Thank you!|Great team.] {happy}",
            ],
            [Topic.App] =
            [
                "{brand} app keeps [crashing at checkout|logging me out] since the update. {angry}",
                "The new {brand} app is [fast and clean|a real improvement]. {happy}",
            ],
            [Topic.Price] =
            [
                "{brand} raised the price of {item} by {euro}0 euro. [No thanks.|Greedy.] {angry}",
                "{euro}% off at {brand} until {weekday}. [Just ordered.|Bargain.] {happy}",
            ],
            [Topic.Sustainability] =
            [
                "So much plastic around {item}, {brand}. [Do better.|In 2026, really?] {angry}",
                "{brand} moves to paper packaging. [Good step.|About time.] {happy}",
            ],
            [Topic.Sizes] =
            [
                "Does {item} by {brand} run [small|large]? I am between M and L.",
                "Size chart of {brand} is [useless|way off]. {item} is two sizes too small. {angry}",
            ],
            [Topic.Shop] = ["Visited the {brand} store in {town}. [Friendly staff.|Nice place.] {happy}", "{brand} store in {town} was [a mess|closed without notice]. {angry}"],
            [Topic.Intent] =
            [
                "Looking for a good {product} for [cycling|Norway|autumn]. Budget around [150|200]. Any recommendations?",
                "Thinking of buying {item} from {brand}. [Worth it?|Any experience?]",
                "Where can I get {item} in {size}? Sold out everywhere.",
            ],
            [Topic.Praise] = ["Shout-out to {brand}: [everything worked|great gear, great service]. {happy}", "Honestly, {brand} is [great|fantastic]. {happy}"],
            [Topic.Competitor] = ["{rival} [opens in {town}|has new {items}]. [Your move, {brand}.|]", "{item} from {rival}: [solid|disappointing|fine], delivery [late|on time]."],
            [Topic.Industry] =
            [
                "Mail order in Europe: [returns climb to {euro}%|carriers raise prices|slow growth expected]. {link}",
                "What the packaging regulation means for online retail. {link}",
            ],
            [Topic.Noise] =
            [
                "Northern lights over {town} last night! [Incredible.|Photos soon.] #nordlicht #aurora",
                "Stayed at Hotel Nordlicht, [lovely view|quiet and clean].",
                "The album Nordlicht is [on repeat|a masterpiece].",
            ],
            [Topic.Storm] =
            [
                "Asbestos in {items} by {brand}?! [My kids wear these.|This is outrageous.] {link} {angry}",
                "{brand} [stays silent|deletes comments] about the toxic jackets. #nordlichtgate {angry}",
                "RT: lab reportedly finds asbestos in {items} by {brand}. Please share! {link} #nordlichtgate",
                "Never buying from {brand} again. [Profit over health.|Jacket goes back.] #nordlichtgate {angry}",
            ],
            [Topic.Opening] = ["So,", "Quick update:", "Honest question:", "Right.", "Hm.", "By the way:", "Hello all,", "Day {digit}:", "Today at {hour}:{digit}5:", "Once more:"],
            [Topic.Closing] =
            [
                "Order {digit}{digit}{digit}{digit}.", "Greetings from {town}.", "Written on {weekday} in {town}.", "Paid {digit}{digit}.90 euro.", "[My sister|My neighbour|A colleague] [says the same|disagrees].",
                "[Second|Third|Fifth] time this year.", "Customer since 20{digit2}{digit}.", "Just saying.", "#{tag}", "#{tag} #{tag}", "Took me {digit}{digit} minutes to write this.", "Ticket ends in {digit}{digit}{digit}.",
            ],
            [Topic.Question] = ["Any experience with {brand}? [Delivery times?|Trustworthy?]", "Does {brand} [ship to Austria|sell gift cards]?"],
        },
        new Dictionary<string, string[]>
        {
            ["digit"] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            ["digit2"] = ["0", "1", "2"],
            ["hour"] = ["7", "8", "9", "10", "11", "13", "14", "16", "17", "18", "19", "20", "21", "22"],
            ["tag"] = ["outdoors", "hiking", "shopping", "service", "autumn", "gear", "rain", "family"],
            ["brand"] = ["Nordlicht", "Nordlicht Versand", "@nordlicht", "#Nordlicht", "nordlicht"],
            ["rival"] = ["Bergkamm", "Fjordwerk", "Bergkamm Outdoor", "Wetterfest24"],
            ["product"] = ["rain jacket", "softshell", "down jacket", "hiking jacket"],
            ["item"] = ["the Fjellrev rain jacket", "the Fjellrev", "the Trailrunner 3", "the Lofoten down jacket", "the Havn 28 pack", "the Ljos 2 tent", "the Lysi kids jacket"],
            ["items"] = ["rain jackets", "kids jackets", "trail shoes", "backpacks"],
            ["parcel"] = ["my parcel", "my order", "my package"],
            ["weekday"] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
            ["days"] = ["3", "4", "5", "6", "7", "9", "10", "12"],
            ["euro"] = ["2", "3", "5", "10", "15", "20"],
            ["size"] = ["M", "L", "XL", "S"],
            ["town"] = ["Hamburg", "Berlin", "Vienna", "Zurich", "Dublin", "London"],
            ["link"] = ["https://gruenzeug.example/supply-chain", "https://blog.example/review-{days}", "https://news.example/{euro}{days}"],
            ["angry"] = ["", "", "😡", "👎", "Awful.", "Shame on you.", "Terrible."],
            ["happy"] = ["", "", "😍", "👍", "❤️", "Highly recommended!", "🎉"],
        });
}
