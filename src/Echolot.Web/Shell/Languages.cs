namespace Echolot.Web.Shell;

/// <summary>Languages of the screens, each in its own name.</summary>
public static class Languages
{
    public static IReadOnlyList<(string Value, string Text)> Choices { get; } = [("de", "Deutsch"), ("en", "English")];

    public static string NameOf(string language) => Choices.First(choice => choice.Value == language).Text;
}
