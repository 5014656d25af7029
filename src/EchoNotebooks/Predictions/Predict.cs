using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// Questions that are answered before the kernel is asked. The questions, their options and the replies lie in the
/// library under an id; a cell holds only the id and the reader's answer, so a notebook gives nothing away.
/// </summary>
public static class Predict
{
    /// <summary>The question of this id; shown, it is the question with its options and nothing else.</summary>
    /// <param name="id">Notebook and section: "1-3".</param>
    /// <exception cref="PredictionException">There is no such question.</exception>
    public static Prediction Ask(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var question = QuestionList.Find(id)
            ?? throw new PredictionException(
                $"\"{id}\"라는 물음은 없다. 있는 물음은 {Particle.Is(string.Join(", ", QuestionList.All.Select(known => known.Id)))}.");
        return new Prediction(question);
    }

    /// <summary>How the predictions of this session went: each counts as it stood when the kernel was first asked.</summary>
    public static PredictionSummary Summary() => new(PredictionRecord.All());
}
