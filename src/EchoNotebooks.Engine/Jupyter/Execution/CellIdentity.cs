using System.Text.Json.Nodes;
using EchoNotebooks.Engine.Documents;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Which cell an execute_request came from, as far as its front end says so. VS Code sends a URI, JupyterLab the cell's id.
/// </summary>
internal static class CellIdentity
{
    /// <summary>The same in every run of a cell; null where nothing is known.</summary>
    public static string? NameOf(JsonObject metadata) =>
        metadata["cellId"] is JsonValue value && MultilineText.Join(value) is { Length: > 0 } name ? name : null;

    /// <summary>The notebook's folder; null where nothing is known.</summary>
    public static string? FolderOf(JsonObject metadata)
    {
        if (!Uri.TryCreate(NameOf(metadata), UriKind.Absolute, out var uri) || uri.Scheme != "vscode-notebook-cell") return null;
        var folder = Path.GetDirectoryName(Uri.UnescapeDataString(uri.AbsolutePath));
        return Directory.Exists(folder) ? folder : null;
    }
}
