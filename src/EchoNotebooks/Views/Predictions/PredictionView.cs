using System.Globalization;
using System.Text;

namespace EchoNotebooks.Views;

/// <summary>Shows a question with its options. The controls keep a choice on the page and send nothing.</summary>
internal static class PredictionView
{
    public static void WriteHtml(MarkupWriter html, Question question, string answer)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"prediction-{question.Id}");
        using (html.Element("fieldset", ("class", "prediction")))
        {
            html.Leaf("legend", $"예측 {question.Id}");
            html.Leaf("p", question.Text);
            foreach (var (letter, text) in question.Options)
                using (html.Element("label", ("style", "display:block")))
                {
                    var isChecked = answer.Contains(letter) ? "" : null;
                    if (question.Control is { } control)
                        html.Void("input", ("type", control), ("name", name), ("value", $"{letter}"), ("checked", isChecked));
                    html.Text($" {letter}. {text}");
                }
            html.Leaf("p", State(question, answer), ("class", "remark"));
        }
        ChoiceKeys.Write(html);
    }

    public static string ToText(Question question, string answer)
    {
        var text = new StringBuilder($"예측 {question.Id}. {question.Text}").AppendLine();
        foreach (var (letter, option) in question.Options) text.AppendLine(CultureInfo.InvariantCulture, $"  {letter}. {option}");
        return text.Append(State(question, answer)).ToString();
    }

    private static string State(Question question, string answer) => answer.Length == 0
        ? $"Answer(\"\")의 따옴표 안에 {question.HowToAnswer}"
        : $"적어 둔 답: {answer}";
}
