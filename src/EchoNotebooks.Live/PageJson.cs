using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace EchoNotebooks.Live;

/// <summary>How everything is written that the page reads.</summary>
internal static class PageJson
{
    /// <summary>Names as in JavaScript; Korean letters as they are.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}
