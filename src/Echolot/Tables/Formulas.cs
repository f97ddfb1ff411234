namespace Echolot.Tables;

/// <summary>Keeps spreadsheets from running what strangers wrote.</summary>
internal static class Formulas
{
    /// <summary>The text, or with an apostrophe in front where a spreadsheet would run it.</summary>
    internal static string Guarded(string text) => RunsAsFormula(text) ? "'" + text : text;

    /// <summary>
    /// Whether spreadsheets take a text for a formula; leading blanks do not stop them, full-width signs count too.
    /// </summary>
    internal static bool RunsAsFormula(string text)
    {
        if (text is ['\t' or '\r' or '\n', ..]) return true;
        var start = text.AsSpan().TrimStart();
        return start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20';
    }
}
