using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.OutOfHours;

internal static class DraftingText
{
    public static readonly Phrase Title = new("KI-Entwürfe", "AI drafts");
    public static readonly Phrase Suggest = new("Entwurf vorschlagen", "Suggest a draft");
    public static readonly Phrase Settings = new("Sprachmodell", "Language model");
    public static readonly Phrase Note = new(
        "Ein Mensch liest jeden Entwurf, bevor er hinausgeht. Namen, Adressen und Nummern werden vorher ersetzt.",
        "A person reads each draft before it leaves. Names, addresses and numbers are replaced beforehand.");
    public static readonly Phrase Active = new("Entwürfe anbieten", "Offer drafts");
    public static readonly Phrase Address = new("Adresse der Schnittstelle", "Address of the interface");
    public static readonly Phrase AddressHint = new(
        "Wie bei OpenAI, Mistral oder Ollama, zum Beispiel https://api.example.org/v1. Inhalte der Gespräche gehen dorthin.",
        "As with OpenAI, Mistral or Ollama, such as https://api.example.org/v1. What is said in conversations goes there.");
    public static readonly Phrase Model = new("Modell", "Model");
    public static readonly Phrase Key = new("Schlüssel", "Key");
    public static readonly Phrase KeyKept = new("Ein Schlüssel ist hinterlegt. Leer lassen behält ihn.", "A key is kept. Left empty it stays.");
    public static readonly Phrase KeyNone = new("Noch kein Schlüssel hinterlegt.", "No key is kept yet.");
    public static readonly Phrase KeyForget = new("Schlüssel löschen", "Forget the key");
    public static readonly Phrase Save = new("Modell speichern", "Save the model");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Log = new("Wer wann einen Entwurf holte", "Who had a draft suggested when");
    public static readonly Phrase NoLog = new("Noch niemand.", "Nobody yet.");
    public static readonly Phrase Tokens = new("{0} + {1} Token", "{0} + {1} tokens");
    public static readonly Phrase Made = new("Der Entwurf steht im Textfeld. Lesen Sie ihn, bevor Sie senden.", "The draft stands in the text field. Read it before you send.");

    public static Phrase Refusal(DraftingRefusal why) => why switch
    {
        DraftingRefusal.Off => new("Hier schlägt kein Sprachmodell Entwürfe vor.", "No language model suggests drafts here."),
        DraftingRefusal.NotFound => new("Dieses Gespräch gibt es nicht mehr.", "This conversation is gone."),
        DraftingRefusal.NothingToAnswer => new("Es gibt noch nichts zu beantworten.", "There is nothing to answer yet."),
        DraftingRefusal.AddressWrong => new("Unter dieser Adresse gibt es die Schnittstelle nicht. Sie beginnt mit https:// und endet oft auf /v1.", "There is no such interface at this address. It begins with https:// and often ends in /v1."),
        DraftingRefusal.ModelMissing => new("Nennen Sie das Modell so, wie es die Schnittstelle nennt.", "Name the model as the interface calls it."),
        DraftingRefusal.KeyUnreadable => new("Der Schlüssel lässt sich nicht mehr lesen. Tragen Sie ihn neu ein.", "The key cannot be read any more. Enter it anew."),
        DraftingRefusal.KeyRefused => new("Die Schnittstelle nimmt den Schlüssel nicht an.", "The interface does not take the key."),
        DraftingRefusal.Busy => new("Das Modell ist gerade überlastet. Versuchen Sie es gleich noch einmal.", "The model is overloaded. Try again in a moment."),
        DraftingRefusal.AddressRefused => new("Diese Adresse liegt im eigenen Netz und darf nicht gerufen werden. Ein Administrator kann das mit Echolot:Network:AllowPrivate erlauben.", "This address lies in the private network and may not be called. An administrator can allow it with Echolot:Network:AllowPrivate."),
        DraftingRefusal.Unreachable => new("Die Schnittstelle ist nicht zu erreichen.", "The interface cannot be reached."),
        DraftingRefusal.TooSlow => new("Das Modell hat zu lange gebraucht.", "The model took too long."),
        DraftingRefusal.TooLarge => new("Die Antwort des Modells ist zu groß.", "The answer of the model is too large."),
        DraftingRefusal.NotUnderstood => new("Die Antwort des Modells ist nicht zu verstehen.", "The answer of the model cannot be understood."),
        _ => new("Die Schnittstelle meldet einen Fehler.", "The interface reports an error."),
    };
}
