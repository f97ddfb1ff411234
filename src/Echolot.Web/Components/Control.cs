using Microsoft.AspNetCore.Components;

namespace Echolot.Web.Components;

/// <summary>What every form control has: name, label, hint and the error of its name from the form around it.</summary>
public abstract class Control : ComponentBase
{
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public string? Hint { get; set; }
    [Parameter] public string? Error { get; set; }
    [Parameter] public string? Id { get; set; }
    [Parameter] public bool Required { get; set; }
    [Parameter] public bool Disabled { get; set; }
    [CascadingParameter(Name = "Errors")] public IReadOnlyDictionary<string, string>? Errors { get; set; }
    [Parameter(CaptureUnmatchedValues = true)] public Dictionary<string, object>? More { get; set; }

    protected string Key => Id ?? "f-" + Name;

    protected string? Problem => Error ?? Errors?.GetValueOrDefault(Name);

    protected string? Described => Labelled.Described(Key, Hint, Problem);
}
