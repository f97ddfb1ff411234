<?php
// What makes the blog a stage: guests may comment by REST, as fast as they like, nobody is mailed, and a comment with this
// word breaks.
add_filter('rest_allow_anonymous_comments', '__return_true');
add_filter('comment_flood_filter', '__return_false', 99);
add_filter('wp_is_comment_flood', '__return_false', 99);
add_filter('pre_wp_mail', '__return_true');
add_filter('rest_prepare_comment', function ($response, $comment) {
    if (str_contains($comment->comment_content, 'KAPUTT')) {
        $response->data['content'] = 7;
    }
    return $response;
}, 10, 2);
