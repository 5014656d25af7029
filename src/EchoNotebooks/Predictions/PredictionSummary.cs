using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace EchoNotebooks;

/// <summary>How the predictions of a session went, and what to read again.</summary>
public sealed partial class PredictionSummary
{
    private readonly IReadOnlyList<PredictionRecord> records;

    internal PredictionSummary(IReadOnlyList<PredictionRecord> records) => this.records = records;

    /// <summary>How many questions were answered before the kernel was asked.</summary>
    public int Answered => records.Count(record => record.IsRight is not null);

    /// <summary>How many of these were right.</summary>
    public int Right => records.Count(record => record.IsRight == true);

    /// <summary>Writes the answers to a file of this computer, as JSON; nothing is sent anywhere.</summary>
    /// <param name="path">The file; replaced where it is there.</param>
    /// <returns>The full path.</returns>
    public string Export(string path)
    {
        var full = Path.GetFullPath(path);
        var document = new
        {
            schema = 1,
            answers = records.Select(record => new { id = record.Question.Id, answer = record.Answer, right = record.IsRight }),
        };
        File.WriteAllText(full, JsonSerializer.Serialize(document, Readable));
        return full;
    }

    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}
