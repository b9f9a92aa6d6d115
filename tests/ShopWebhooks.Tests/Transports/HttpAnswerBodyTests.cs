using System.Text;
using ShopWebhooks.Transports;

namespace ShopWebhooks.Tests.Transports;

public sealed class HttpAnswerBodyTests
{
    [Test]
    public void ToText_keeps_plain_text() => Text("{\"ok\":true} größer 👍").Should().Be("{\"ok\":true} größer 👍");

    [Test]
    public void ToText_blanks_out_what_could_move_a_cursor_or_hide_text() =>
        Text("a\r\nb\t\0c\u001b[31md\u0085e\u202ef\u2028g\u200b").Should().Be("a  b  c [31md e f g ");

    [Test]
    public void ToText_replaces_invalid_bytes() =>
        HttpAnswerBody.ToText([0x61, 0xff, 0x62, 0xc0, 0x80, 0x63, 0xed, 0xa0, 0x80, 0x64]).Should().Be("a�b��c���d");

    [Test]
    public void ToText_keeps_one_KiB_and_no_half_of_a_character()
    {
        Text(new string('x', 5000)).Should().Be(new string('x', 1024));
        Text(new string('x', 1023) + "ß").Should().Be(new string('x', 1023));
    }

    [FsCheck.NUnit.Property]
    public bool ToText_makes_well_formed_text_without_control_characters_of_any_bytes(byte[] bytes)
    {
        var text = HttpAnswerBody.ToText(bytes);
        return text.Length <= HttpAnswerBody.MostKept && !text.Any(char.IsControl)
            && new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text) >= text.Length;
    }

    [Test]
    public async Task ReadAsync_takes_nothing_from_an_empty_body()
    {
        using var content = new ByteArrayContent([]);
        (await HttpAnswerBody.ReadAsync(content, default)).Should().BeNull();
    }

    [Test]
    public async Task ReadAsync_stops_an_endless_body_at_its_bound()
    {
        var stream = new EndlessStream();
        using var content = new StreamContent(stream);
        (await HttpAnswerBody.ReadAsync(content, default)).Should().Be(new string('x', HttpAnswerBody.MostKept));
        stream.BytesRead.Should().Be(HttpAnswerBody.MostRead);
    }

    [Test]
    public async Task ReadAsync_keeps_what_came_before_a_body_broke_off()
    {
        using var content = new StreamContent(new BrokenStream("so far", new IOException("reset")));
        (await HttpAnswerBody.ReadAsync(content, default)).Should().Be("so far");
    }

    [Test]
    public async Task ReadAsync_keeps_what_came_before_the_attempt_had_to_end()
    {
        using var content = new StreamContent(new BrokenStream("so far", new OperationCanceledException()));
        (await HttpAnswerBody.ReadAsync(content, default)).Should().Be("so far");
    }

    [Test]
    public async Task ReadAsync_keeps_what_came_before_a_body_could_not_be_decompressed()
    {
        using var content = new StreamContent(new BrokenStream("so far", new InvalidDataException("not gzip")));
        (await HttpAnswerBody.ReadAsync(content, default)).Should().Be("so far");
    }

    private static string Text(string text) => HttpAnswerBody.ToText(Encoding.UTF8.GetBytes(text));
}
