<?php
// Installs the blog in the folder that is named and prints its account, as the inside of a JSON object.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
ob_start();
$made = wp_install('Nordlicht', 'nordlicht', 'nordlicht@example.org', true, '', 'correct-horse-battery');
foreach (get_comments(['fields' => 'ids']) as $id) {
    wp_delete_comment($id, true);
}
foreach (['comment_moderation', 'comment_previously_approved', 'comments_notify', 'moderation_notify', 'require_name_email'] as $off) {
    update_option($off, 0);
}
[$password] = WP_Application_Passwords::create_new_application_password($made['user_id'], ['name' => 'Echolot']);
$reader = wp_insert_user(['user_login' => 'leser', 'user_pass' => 'correct-horse-battery', 'role' => 'subscriber']);
[$weak] = WP_Application_Passwords::create_new_application_password($reader, ['name' => 'Echolot']);
ob_end_clean();
echo '"user":"nordlicht","password":"' . $password . '","reader":"leser","weak":"' . $weak . '"';
