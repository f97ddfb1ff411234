namespace Echolot.Web;

/// <summary>Addresses of macros, and where one is run on a conversation.</summary>
public static partial class Urls
{
    public const string Macros = "/settings/macros";
    public const string NewMacro = "/settings/macros/new";
    public const string MacroPattern = "/settings/macros/{id:long}";
    public const string MacroMovePattern = "/settings/macros/{id:long}/move";
    public const string MacroRemovePattern = "/settings/macros/{id:long}/remove";
    public const string ConversationMacroPattern = "/inbox/{id:long}/macro";

    public static string Macro(long id) => Of(MacroPattern, id);

    /// <summary>An address below a macro by its pattern.</summary>
    public static string OfMacro(string pattern, long id) => Of(pattern, id);
}
